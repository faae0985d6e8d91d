#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/state.h>
#include <actlab/layers/summary.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::error_of;
using actlab::test::random_tensor;

namespace {

struct Counts {
  std::int64_t weights = 0;
  std::int64_t activation = 0;
  bool operator==(const Counts&) const = default;
};

Counts count(const std::string& name, const ModelOptions& options) {
  Counts counts;
  for (const NamedParameter& p : make_model(name, options)->parameters()) {
    (p.traits.group == group::activations ? counts.activation : counts.weights) +=
        p.tensor.elements();
  }
  return counts;
}

std::ostream& operator<<(std::ostream& stream, const Counts& counts) {
  return stream << counts.weights << " and " << counts.activation;
}

double deviation(const Tensor& tensor) {
  double sum = 0.0;
  for (float value : tensor.values())
    sum += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(sum / static_cast<double>(tensor.elements()));
}

}  // namespace

TEST_CASE("resnet: parameter counts are the published ones") {
  CHECK(count("resnet20", {.activation = "swish"}) == Counts{269722, 688});
  CHECK(count("resnet20", {.classes = 100}) == Counts{275572, 0});
  CHECK(count("resnet20", {.settings = {{"shortcut", "b"}}}) == Counts{272474, 0});
  CHECK(count("resnet32", {}) == Counts{464154, 0});
  CHECK(count("resnet44", {}) == Counts{658586, 0});
  CHECK(count("resnet56", {}) == Counts{853018, 0});
  CHECK(count("resnet110", {}) == Counts{1727962, 0});
}

TEST_CASE("pre-activation networks: parameter counts are the published ones") {
  CHECK(count("resnet164", {.activation = "swish"}) == Counts{1703258, 12112});
  CHECK(count("preact-resnet164", {.classes = 100}) == Counts{1726388, 0});
  CHECK(count("wrn28-10", {.activation = "swish"}) == Counts{36479194, 8976});
  CHECK(count("wrn28-10", {.classes = 100}) == Counts{36536884, 0});
}

TEST_CASE("densenet: parameter counts are the published ones") {
  CHECK(count("densenet100-12", {.activation = "swish"}) == Counts{6979642, 58608});
  CHECK(count("densenet100-12", {.classes = 100}) == Counts{7084852, 0});
  CHECK(count("densenet-bc100-12", {.activation = "swish"}) == Counts{769162, 11994});
  CHECK(count("densenet-bc100-12", {.classes = 100}) == Counts{800032, 0});
}

TEST_CASE("densenet: multiply-adds are those of the reference") {
  const auto multiply_adds = [](const char* name) {
    return summarise(*make_model(name), {1, 32, 32, 3}).total.multiply_adds;
  };
  CHECK(multiply_adds("densenet100-12") == 1769516448);
  CHECK(multiply_adds("densenet-bc100-12") == 287929692);
}

TEST_CASE("other networks: every parameter takes part and recomputing changes no bit") {
  for (const char* name : {"preact-resnet11", "wrn10-2", "densenet10-4", "densenet-bc16-4"}) {
    const Tensor x = random_tensor({3, 8, 8, 3}, 1);
    std::vector<std::vector<NamedParameter>> results;
    for (const bool recompute : {true, false}) {
      const auto model =
          make_model(name, {.activation = "swish", .settings = {{"recompute", recompute}}});
      const Tensor logits = model->forward(x);
      CHECK(logits.shape() == Shape{3, 10});
      backward(cross_entropy(logits, Indices{1, 2, 3}));
      results.push_back(model->parameters());
    }
    for (std::size_t i = 0; i < results[0].size(); ++i) {
      const Tensor a = results[0][i].tensor.gradient();
      REQUIRE_MESSAGE(a.defined(), results[0][i].name);
      CHECK(std::ranges::equal(a.values(), results[1][i].tensor.gradient().values()));
    }
  }
}

TEST_CASE("pre-activation networks: names are those of the usual PyTorch modules") {
  const State bottleneck = state(*make_model("preact-resnet11", {.activation = "swish"}));
  CHECK(bottleneck.at("blocks.0.shortcut.weight").shape() == Shape{64, 16, 1, 1});
  CHECK(bottleneck.at("blocks.2.act1.beta").shape() == Shape{128});
  CHECK(bottleneck.at("blocks.2.conv3.weight").shape() == Shape{256, 64, 1, 1});
  CHECK(bottleneck.at("bn.running_var").shape() == Shape{256});
  const State wide = state(*make_model("wrn16-4"));
  CHECK(wide.contains("blocks.2.shortcut.weight"));
  CHECK_FALSE(wide.contains("blocks.3.shortcut.weight"));
  CHECK(wide.at("blocks.5.conv2.weight").shape() == Shape{256, 256, 3, 3});
}

TEST_CASE("resnet: names are those of PyTorch") {
  const State saved = state(*make_model("resnet20", {.activation = "swish"}));
  for (const char* name :
       {"conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var",
        "act1.beta", "layer1.0.conv1.weight", "layer1.0.act1.beta", "layer2.0.conv2.weight",
        "layer3.2.bn2.running_var", "layer3.2.act2.beta", "linear.weight", "linear.bias"}) {
    CHECK_MESSAGE(saved.contains(name), name);
  }
  const State with_b = state(*make_model("resnet20", {.settings = {{"shortcut", "b"}}}));
  CHECK(with_b.at("layer2.0.shortcut.0.weight").shape() == Shape{32, 16, 1, 1});
  CHECK(with_b.contains("layer2.0.shortcut.1.running_mean"));
  CHECK_FALSE(with_b.contains("layer1.0.shortcut.0.weight"));
}

TEST_CASE("resnet: the scale of batch normalisation can be turned off") {
  CHECK(count("resnet20", {.settings = {{"batch-norm", "no-scale"}}}) == Counts{269722 - 688, 0});
}

TEST_CASE("resnet: recomputing changes no bit of the gradients") {
  const Tensor x = random_tensor({3, 16, 16, 3}, 1);
  std::vector<std::vector<NamedParameter>> results;
  for (const bool recompute : {true, false}) {
    const auto model =
        make_model("resnet8", {.activation = "swish", .settings = {{"recompute", recompute}}});
    backward(cross_entropy(model->forward(x), Indices{1, 2, 3}));
    results.push_back(model->parameters());
  }
  for (std::size_t i = 0; i < results[0].size(); ++i) {
    const Tensor a = results[0][i].tensor.gradient();
    const Tensor b = results[1][i].tensor.gradient();
    REQUIRE(a.defined());
    CHECK_MESSAGE(std::ranges::equal(a.values(), b.values()), results[0][i].name);
  }
}

TEST_CASE("make_model: weights have the variance of the scheme and follow the seed") {
  const State he = state(*make_model("resnet20", {.seed = 1}));
  CHECK(deviation(he.at("layer3.1.conv1.weight")) ==
        doctest::Approx(std::sqrt(2.0 / (9 * 64))).epsilon(0.02));
  CHECK(deviation(he.at("layer2.0.conv1.weight")) ==
        doctest::Approx(std::sqrt(2.0 / (9 * 32))).epsilon(0.03));
  CHECK(std::ranges::max(he.at("linear.weight").values()) <= 0.125f);  // 1 / sqrt(64)
  CHECK(deviation(he.at("linear.bias")) > 0.0);
  const State lecun = state(*make_model("resnet20", {.init_scheme = InitScheme::lecun}));
  CHECK(deviation(lecun.at("layer2.0.conv1.weight")) ==
        doctest::Approx(std::sqrt(1.0 / (9 * 16))).epsilon(0.03));
  const State same = state(*make_model("resnet20", {.seed = 1}));
  const State other = state(*make_model("resnet20", {.seed = 2}));
  const auto first = [](const State& s) { return s.at("layer1.0.conv1.weight").values()[0]; };
  CHECK(first(same) == first(he));
  CHECK(first(other) != first(he));
}

TEST_CASE("make_model: an unknown name is refused with the nearest known one") {
  CHECK(error_of([] {
          make_model("resnt20");
        }).starts_with("[model] unknown model 'resnt20'; did you mean 'resnet20'?"));
  for (const char* name : {"resnet", "resnet2", "resnet21", "resnet20x", "resnet-20", "wrn28",
                           "wrn28-0", "wrn28-10-3", "wrn27-10", "preact-resnet21", "densenet100",
                           "densenet99-12", "densenet-bc100-0", "densenet-bc7-12", ""}) {
    CHECK_THROWS_AS(make_model(name), UsageError);
  }
  CHECK_THROWS_AS(make_model("resnet20", {.classes = 0}), UsageError);
}
