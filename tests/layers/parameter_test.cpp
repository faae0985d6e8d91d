// What parameters say of themselves: starts, groups, shared ones.
#include <actlab/core/tensor/parameter.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/sequential.h>
#include <actlab/layers/state.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::error_of;

namespace {

float largest(const Tensor& tensor) {
  float result = 0.0f;
  for (const float value : tensor.values()) result = std::max(result, std::abs(value));
  return result;
}

double mean_square(const Tensor& tensor) {
  double sum = 0.0;
  for (const float value : tensor.values()) sum += double{value} * double{value};
  return sum / static_cast<double>(tensor.elements());
}

// A scale and a shift without any weight before them, like those of a normalisation.
class Scale : public Layer {
 public:
  explicit Scale(std::int64_t channels)
      : weight_(add_parameter("weight", Tensor::ones({channels}), {.group = group::norms})),
        bias_(add_parameter("bias", Tensor::zeros({channels}), {.group = group::norms})) {}
  std::string kind() const override { return "Scale"; }

 private:
  Tensor compute(const Tensor& input) override { return add(multiply(input, weight_), bias_); }
  Tensor weight_, bias_;
};

// Input and output embedding are one matrix.
class Tied : public Layer {
 public:
  Tied() {
    const Tensor table = add_parameter("embedding", Tensor::from({2, 2}, {1, 2, 3, 4}),
                                       {.group = group::embeddings});
    weight_ = share_parameter("output.weight", table);
  }
  std::string kind() const override { return "Tied"; }
  Tensor share_a_constant() { return share_parameter("constant", Tensor::ones({2})); }

 private:
  Tensor compute(const Tensor& input) override { return multiply(input, weight_); }
  Tensor weight_;
};

// One parameter of a hundred thousand values that starts as told.
class One : public Layer {
 public:
  explicit One(const Start& start, std::int64_t fan_in = 0, std::int64_t fan_out = 0) {
    add_parameter("weight", Tensor::zeros({100000}),
                  {.start = start, .fan_in = fan_in, .fan_out = fan_out});
    initialise(*this, InitScheme::lecun, 3);  // which leaves fixed starts alone
  }
  std::string kind() const override { return "One"; }
  Tensor weight() const { return parameters()[0].tensor; }

 private:
  Tensor compute(const Tensor& input) override { return input; }
};

}  // namespace

TEST_CASE("initialise: every start has its deviation or bound") {
  CHECK(mean_square(One(start::he(), 50).weight()) == doctest::Approx(2.0 / 50).epsilon(0.02));
  CHECK(mean_square(One(start::lecun(), 50).weight()) == doctest::Approx(1.0 / 50).epsilon(0.02));
  CHECK(mean_square(One(start::he_fan_out(), 7, 10).weight()) ==
        doctest::Approx(0.2).epsilon(0.02));
  const Tensor glorot = One(start::glorot(), 100, 200).weight();
  CHECK(mean_square(glorot) == doctest::Approx(2.0 / 300).epsilon(0.02));
  CHECK(largest(glorot) <= std::sqrt(6.0f / 300.0f));
  CHECK(largest(glorot) > 0.99f * std::sqrt(6.0f / 300.0f));
  CHECK(mean_square(One(start::glorot_normal(), 100, 200).weight()) ==
        doctest::Approx(2.0 / 300).epsilon(0.02));
  CHECK(mean_square(One(start::normal(0.3)).weight()) == doctest::Approx(0.09).epsilon(0.02));
  CHECK(largest(One(start::uniform(0.1)).weight()) <= 0.1f);
  const Tensor cut = One(start::truncated_normal(0.09)).weight();
  CHECK(largest(cut) <= 0.18f);
  CHECK(mean_square(cut) == doctest::Approx(0.7737 * 0.0081).epsilon(0.02));  // cut at two
}

TEST_CASE("initialise: a convolution's bias is bounded by its fan-in") {
  Conv2d conv(64, 100, 3, {}, true);
  initialise(conv, InitScheme::he, 1);
  const Tensor bias = conv.parameters()[1].tensor;
  CHECK(largest(bias) <= 1.0f / 24.0f);  // sqrt(3 * 3 * 64)
  CHECK(largest(bias) > 0.9f / 24.0f);
  initialise(conv, InitScheme::lecun, 1);
  CHECK(largest(bias) == 0.0f);
}

TEST_CASE("initialise: a shift without a weight before it keeps its value") {
  Sequential model;
  model.append<Scale>(4);
  for (const InitRow& scheme : init_schemes()) {
    CHECK(error_of([&] { initialise(model, scheme.make({}), 1); }) == "");
    CHECK(largest(model.parameters()[1].tensor) == 0.0f);
  }
}

// All that both have, but for what is named, has the same bits. Returns how many that are.
int same_start(const std::string& name, const ModelOptions& a, const ModelOptions& b) {
  const State one = state(*make_model(name, a)), other = state(*make_model(name, b));
  int count = 0;
  for (const auto& entry : one) {
    const auto found = other.find(entry.first);
    if (found == other.end()) continue;
    ++count;
    CHECK_MESSAGE(std::ranges::equal(entry.second.values(), found->second.values()), name, " ",
                  entry.first);
  }
  return count;
}

TEST_CASE("initialise: networks of one seed differ in nothing but their activation") {
  for (const char* name : {"resnet8", "preact-resnet11", "densenet-bc10-4", "perceptron"}) {
    const int common =
        same_start(name, {.activation = "relu", .seed = 4}, {.activation = "swish", .seed = 4});
    CHECK(common == static_cast<int>(state(*make_model(name)).size()));
  }
}

TEST_CASE("initialise: batch normalisation, or its scale, moves no other start") {
  for (const char* name : {"resnet8", "preact-resnet11", "wrn10-2", "densenet10-4"}) {
    CHECK(same_start(name, {.seed = 4}, {.settings = {{"batch-norm", "no-scale"}}, .seed = 4}) > 5);
  }
  // weight and bias of the head, the weights of three hidden layers
  const ModelOptions off = {.settings = {{"batch-norm", "off"}}, .seed = 4};
  CHECK(same_start("perceptron", off, {.settings = {{"batch-norm", "on"}}, .seed = 4}) == 5);
  CHECK(same_start("perceptron", off, {.settings = {{"batch-norm", "no-scale"}}, .seed = 4}) == 5);
}

TEST_CASE("initialise: every scheme has its deviation, by name") {
  const auto deviation = [](const std::string& scheme, const GivenSettings& given) {
    Linear layer(300, 500);
    initialise(layer, init_scheme(scheme, given), 1);
    return std::sqrt(mean_square(layer.parameters()[0].tensor));
  };
  const auto near = [](double value) { return doctest::Approx(value).epsilon(0.01); };
  CHECK(deviation("he", {}) == near(std::sqrt(1.0 / 900)));  // U(+-1 / sqrt(300))
  CHECK(deviation("he-fan-in", {}) == near(std::sqrt(2.0 / 300)));
  CHECK(deviation("lecun", {}) == near(std::sqrt(1.0 / 300)));
  CHECK(deviation("glorot", {}) == near(std::sqrt(2.0 / 800)));
  CHECK(deviation("glorot-normal", {}) == near(std::sqrt(2.0 / 800)));
  CHECK(deviation("normal", {}) == near(0.05));
  CHECK(deviation("normal", {{"init-deviation", 0.2}}) == near(0.2));
  CHECK(deviation("truncated-normal", {{"init-deviation", 0.2}}) == near(0.2 * std::sqrt(0.7737)));
}

TEST_CASE("initialise: what is missing or misspelt is named") {
  CHECK(error_of([] { One{start::he()}; }) ==
        "[initialise] the start of weight [100000] follows its fan_in, which its layer must state: "
        "add_parameter(name, tensor, {.fan_in = ...})");
  CHECK(error_of([] { init_scheme("lecum"); }) ==
        "[config] --init-scheme: unknown value \"lecum\"; there are he, he-fan-in, lecun, glorot, "
        "glorot-normal, normal, truncated-normal; did you mean 'lecun'?");
  CHECK(error_of([] {
          init_scheme("lecun", {{"init-deviation", 0.1}});
        }) == "[config] lecun has no setting \"init-deviation\"; the settings of lecun: none");
  CHECK(error_of([] {
          init_scheme("normal", {{"init-deviation", -0.1}});
        }) == "[config] --init-deviation must be from 0 to 1000, got -0.1");
}

TEST_CASE("Module: a shared parameter stands once with both names") {
  Sequential model;
  Tied& tied = model.append<Tied>();
  const std::vector<NamedParameter> parameters = model.parameters();
  REQUIRE(parameters.size() == 1);
  CHECK(parameters[0].name == "0.embedding");
  CHECK(parameters[0].also == std::vector<std::string>{"0.output.weight"});
  CHECK(parameters[0].traits.group == group::embeddings);
  CHECK(error_of([&] { tied.share_a_constant(); }) ==
        "[module] 'constant' shares a tensor that is no parameter; pass what add_parameter "
        "returned to its owner");
}

TEST_CASE("state: a shared parameter is written once and read under any of its names") {
  Tied model;
  const State saved = state(model);
  CHECK(saved.size() == 1);
  const Tensor other = Tensor::from({2, 2}, {5, 6, 7, 8});
  load_state(model, {{"output.weight", other}}, "memory");
  CHECK(model.parameters()[0].tensor.values()[3] == 8.0f);
  load_state(model, saved, "memory");
  CHECK(model.parameters()[0].tensor.values()[3] == 4.0f);
  load_state(model, {{"embedding", other}, {"output.weight", other}}, "memory");
  CHECK(error_of([&] {
          load_state(model, {{"embedding", other}, {"output.weight", Tensor::ones({2, 2})}}, "a");
        }) ==
        "[load_state] a does not fit the model; shared, but not the same values: 'embedding' and "
        "'output.weight'");
}

TEST_CASE("Sequential: layers may be named and names are taken once") {
  Sequential model;
  model.append<Linear>(2, 3);
  model.append_named<Linear>("output", 3, 1);
  model.append<Linear>(1, 1);
  CHECK(model.parameters()[2].name == "output.weight");
  CHECK(model.parameters()[4].name == "2.weight");
  CHECK(model.forward(Tensor::ones({5, 2})).shape() == Shape{5, 1});
  CHECK(error_of([&] { model.append_named<Linear>("output", 1, 1); }) ==
        "[module] the name 'output' is taken; names of parameters, buffers and children of one "
        "module must differ");
}
