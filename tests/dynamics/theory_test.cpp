// What explain predicts for a layer is what a wide random network shows.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/core/ops/activation.h>
#include <actlab/core/ops/matmul.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/dynamics/formula_facts.h>
#include <actlab/dynamics/statistics.h>

using namespace actlab;
using namespace actlab::dynamics;

namespace {

constexpr std::int64_t kWidth = 1024;
constexpr std::int64_t kExamples = 64;
constexpr int kLayers = 6;
constexpr std::uint64_t kSeeds = 10;

constexpr std::array kFunctions = {"relu",  "lisht",      "lrelu",    "prelu",    "elu",
                                   "isrlu", "selu",       "gelu",     "swish",    "hardswish",
                                   "mish",  "softplus",   "tanh",     "hardtanh", "sine",
                                   "serf",  "squareplus", "softsign", "snake",    "pau"};

Tensor normal_tensor(const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
  Random random(seed, Purpose::test, stream);
  Tensor tensor = Tensor::uninitialised(shape);
  for (float& value : tensor.values()) value = random.normal();
  return tensor;
}

// z of layer l is y of the layer before times weights of variance 1 / (width E[f^2]), so that it
// stays N(0, 1). Returns the gradient factors of layers 1 to kLayers.
std::vector<double> gradient_factors(const FormulaFacts& facts, const std::vector<Tensor>& weights,
                                     std::uint64_t seed) {
  std::vector<Tensor> parameters;
  for (const auto& p : facts.formula->parameters) {
    parameters.push_back(Tensor::full({1}, p.initial));
  }
  std::vector<GradientSums> sums(kLayers + 1);
  const auto scale = static_cast<float>(1.0 / std::sqrt(kWidth * facts.theory.square));
  // the first layer reads N(0, 1) as if it were y, with E[y^2] = 1 in place of E[f^2]
  Tensor y = normal_tensor({kExamples, kWidth}, seed, 100);
  for (float& value : y.values()) value *= static_cast<float>(std::sqrt(facts.theory.square));
  y.set_requires_gradient(true);
  for (std::size_t layer = 0; layer <= kLayers; ++layer) {
    watch_gradient(y,
                   [&sums, layer](const Tensor& gradient) { sums[layer].add(gradient.values()); });
    if (layer == kLayers) break;
    Tensor weight = weights[layer].clone();
    for (float& value : weight.values()) value *= scale;
    y = activation(matmul(y, weight), facts.formula, parameters);
  }
  backward(y, normal_tensor(y.shape(), seed, 101));
  std::vector<double> factors;
  for (std::size_t layer = 1; layer <= kLayers; ++layer) {
    const double ratio = sums[layer - 1].root_mean_square() / sums[layer].root_mean_square();
    factors.push_back(ratio * ratio);
  }
  return factors;
}

}  // namespace

TEST_CASE("theory: a wide random network has the gradient factors that are predicted") {
  std::vector<FormulaFacts> facts;
  for (const char* name : kFunctions) facts.push_back(facts_of(formula::compile(name)));
  std::vector<std::array<double, kLayers>> sums(facts.size());
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    std::vector<Tensor> weights;
    for (std::uint64_t layer = 0; layer < kLayers; ++layer) {
      weights.push_back(normal_tensor({kWidth, kWidth}, seed, layer));
    }
    for (std::size_t f = 0; f < facts.size(); ++f) {
      const std::vector<double> factors = gradient_factors(facts[f], weights, seed);
      for (std::size_t layer = 0; layer < kLayers; ++layer) sums[f][layer] += factors[layer];
    }
  }
  for (std::size_t f = 0; f < facts.size(); ++f) {
    const double predicted = facts[f].theory.gradient_factor();
    std::string row = kFunctions[f];
    for (std::size_t layer = 1; layer < kLayers; ++layer) {  // layers 2 to 6
      const double measured = sums[f][layer] / static_cast<double>(kSeeds);
      row += " " + std::to_string(measured);
      CHECK_MESSAGE(std::abs(measured / predicted - 1.0) < 0.03, kFunctions[f], ", layer ",
                    layer + 1, ": ", measured, ", predicted ", predicted);
    }
    MESSAGE(row << " predicted " << predicted);  // the table of docs/dynamics.md
  }
}
