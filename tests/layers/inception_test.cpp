#include <doctest/doctest.h>

#include <actlab/layers/models/inception_resnet_v2.h>
#include <actlab/layers/models/inception_v3.h>
#include <actlab/layers/models/inception_v4.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/summary.h>
#include "tests/support/golden_network.h"
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::layers;
using test::check_golden_network;
using test::error_of;
using test::GoldenCase;
using test::kSwappedMaximum;
using test::random_tensor;

namespace {

test::GoldenNetwork by_name(const std::string& name, const GivenSettings& settings = {}) {
  return [=](const GoldenCase& golden) {
    return make_model(name, {.classes = golden.classes,
                             .activation = golden.activation,
                             .settings = settings,
                             .input = golden.input});
  };
}

BlockOptions blocks(const GoldenCase& golden) {
  InceptionOptions options;
  options.activation = formula::compile(golden.activation);
  return options;
}

struct Counts {
  std::int64_t weights = 0, activation = 0;
  bool operator==(const Counts&) const = default;
};

// Without drawing the weights.
template <class Network>
std::unique_ptr<Network> undrawn(std::int64_t classes, bool auxiliary = false) {
  InceptionOptions options;
  options.activation = formula::compile("swish");
  options.auxiliary = auxiliary;
  return std::make_unique<Network>(3, classes, options);
}

template <class Network>
Counts counts(std::int64_t classes, bool auxiliary = false) {
  Counts result;
  for (const NamedParameter& p : undrawn<Network>(classes, auxiliary)->parameters()) {
    (p.traits.group == group::activations ? result.activation : result.weights) +=
        p.tensor.elements();
  }
  return result;
}

template <class Network>
void check_costs(std::int64_t multiply_adds, std::int64_t sites) {
  const Summary summary = summarise(*undrawn<Network>(1000), {1, 299, 299, 3});
  CHECK(summary.total.multiply_adds == multiply_adds);
  CHECK(summary.activation_sites == sites);
}

// The auxiliary head alone, under its name in the network.
class HeadAlone : public Layer {
 public:
  explicit HeadAlone(const GoldenCase& golden)
      : head_(add_child<AuxiliaryHead>("AuxLogits", golden.input[2], golden.classes,
                                       blocks(golden))) {}
  std::string kind() const override { return "HeadAlone"; }

 private:
  Tensor compute(const Tensor& input) override { return head_.forward(input); }
  AuxiliaryHead& head_;
};

}  // namespace

TEST_CASE("inception: golden inception-v3") {
  check_golden_network("inception-v3", by_name("inception-v3"), {.train = kSwappedMaximum});
}
TEST_CASE("inception: golden inception-v3 with TensorFlow's average pool") {
  check_golden_network("inception-v3-tf", by_name("inception-v3", {{"port", "tensorflow"}}),
                       {.train = kSwappedMaximum});
}
TEST_CASE("inception: golden auxiliary head") {
  check_golden_network("inception-v3-aux", [](const GoldenCase& golden) {
    return std::unique_ptr<Layer>(std::make_unique<HeadAlone>(golden));
  });
}
TEST_CASE("inception: golden inception-v4") {
  check_golden_network("inception-v4", by_name("inception-v4"),
                       {.train = test::kSwappedMaximumOfV4});
}
TEST_CASE("inception: golden inception-resnet-v2") {
  // Clang's kernels with OpenBLAS 0.3.29 swap one in evaluation as well, others do not.
  check_golden_network("inception-resnet-v2", by_name("inception-resnet-v2"),
                       {.train = kSwappedMaximum, .eval = kSwappedMaximum});
}

TEST_CASE("inception: parameter counts are the published ones") {
  CHECK(counts<InceptionV3>(1000) == Counts{23834568, 17216});
  CHECK(counts<InceptionV3>(200) == Counts{22195368, 17216});
  CHECK(counts<InceptionV3>(100) == Counts{21990468, 17216});
  CHECK(counts<InceptionV3>(10) == Counts{21806058, 17216});
  CHECK(counts<InceptionV3>(1000, true) == Counts{27161264, 18112});
  CHECK(counts<InceptionV3>(200, true) == Counts{24906864, 18112});
  CHECK(counts<InceptionV4>(1000) == Counts{42679816, 31584});
  CHECK(counts<InceptionV4>(200) == Counts{41450216, 31584});
  CHECK(counts<InceptionV4>(1000, true) == Counts{42679816 + 3359464, 31584 + 896});
  CHECK(counts<InceptionResNetV2>(1000) == Counts{55843464, 73952});
  CHECK(counts<InceptionResNetV2>(200) == Counts{54613864, 73952});
  CHECK(counts<InceptionResNetV2>(1000, true) == Counts{55843464 + 3367656, 73952 + 896});
}

TEST_CASE("inception: multiply-adds and activation sites are those of the reference") {
  check_costs<InceptionV3>(5713216096, 94);
  check_costs<InceptionV4>(12253974624, 149);
  check_costs<InceptionResNetV2>(13155794016, 243);
}

TEST_CASE("inception: an image must leave a pixel in the last map") {
  for (const char* name : {"inception-v3", "inception-v4", "inception-resnet-v2"}) {
    const auto network = [&](std::int64_t side, std::int64_t stride) {
      return make_model(name, {.settings = {{"width-multiplier", 0.1}, {"stem-stride", stride}},
                               .input = {side, side, 3}});
    };
    CHECK(network(75, 2)->forward(Tensor::zeros({2, 75, 75, 3})).shape() == Shape{2, 10});
    CHECK(network(37, 1)->forward(Tensor::zeros({2, 37, 37, 3})).shape() == Shape{2, 10});
    CHECK(error_of([&] { network(74, 2); }) ==
          text("[model] ", name, " needs images of at least 75 x 75 pixels, got examples ",
               "[74, 74, 3]"));
    CHECK(error_of([&] { network(36, 1); }).find("at least 37 x 37") != std::string::npos);
  }
}

TEST_CASE("inception: the auxiliary head takes any map and part in training alone") {
  for (const std::int64_t side : {75, 107, 299, 320}) {
    const auto model =
        make_model("inception-v3", {.activation = "swish",
                                    .settings = {{"width-multiplier", 0.1}, {"auxiliary", true}},
                                    .input = {side, side, 3}});
    auto& classifier = dynamic_cast<Classifier&>(*model);
    const Logits logits = classifier.logits(random_tensor({2, side, side, 3}, 1));
    REQUIRE(logits.auxiliary.shape() == Shape{2, 10});
    backward(cross_entropy(logits.auxiliary, Indices{1, 2}));
    model->eval();
    CHECK_FALSE(classifier.logits(Tensor::zeros({2, side, side, 3})).auxiliary.defined());
  }
}

TEST_CASE("inception: recomputing changes no bit of the gradients") {
  for (const char* name : {"inception-v3", "inception-v4", "inception-resnet-v2"}) {
    const Tensor x = random_tensor({2, 75, 75, 3}, 1);
    std::vector<std::vector<NamedParameter>> results;
    for (const bool recompute : {true, false}) {
      const auto model =
          make_model(name, {.activation = "swish",
                            .settings = {{"recompute", recompute}, {"width-multiplier", 0.1}},
                            .input = {75, 75, 3}});
      backward(cross_entropy(model->forward(x), Indices{1, 2}));
      results.push_back(model->parameters());
    }
    for (std::size_t i = 0; i < results[0].size(); ++i) {
      const Tensor a = results[0][i].tensor.gradient();
      REQUIRE_MESSAGE(a.defined(), results[0][i].name);
      CHECK(std::ranges::equal(a.values(), results[1][i].tensor.gradient().values()));
    }
  }
}
