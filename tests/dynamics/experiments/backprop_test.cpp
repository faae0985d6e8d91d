#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/core/tensor/indices.h>
#include <actlab/dynamics/experiments/backprop.h>
#include <actlab/layers/models/table.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::dynamics;

TEST_CASE("Every number of the way back follows from those before it") {
  const Backprop passage = backprop({.activation = "gelu", .seed = 3});
  REQUIRE(passage.layers.size() == 3);
  const LayerPassage& head = passage.layers[2];
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(head.d_z[k] == doctest::Approx(passage.probabilities[k] - (k == 1 ? 1.0 : 0.0)));
  }
  CHECK(passage.loss == doctest::Approx(-std::log(passage.probabilities[1])));
  for (std::size_t n = 0; n < 2; ++n) {
    const LayerPassage& layer = passage.layers[n];
    const LayerPassage& next = passage.layers[n + 1];
    for (std::size_t unit = 0; unit < layer.z.size(); ++unit) {
      float from_behind = 0.0f;
      for (std::size_t other = 0; other < next.z.size(); ++other) {
        from_behind += next.weights[other * layer.z.size() + unit] * next.d_z[other];
      }
      CHECK(layer.d_y[unit] == doctest::Approx(from_behind).epsilon(1e-5));
      CHECK(layer.d_z[unit] == doctest::Approx(layer.slope[unit] * layer.d_y[unit]).epsilon(1e-5));
      CHECK(layer.d_biases[unit] == layer.d_z[unit]);
      CHECK(layer.d_weights[unit * layer.input.size()] ==
            doctest::Approx(layer.d_z[unit] * layer.input[0]).epsilon(1e-5));
    }
  }
  CHECK(passage.loss_after < passage.loss);
}

namespace {

std::unique_ptr<layers::Layer> normalised_network(const char* norm) {
  auto network = layers::make_model(
      "perceptron", {.classes = 2,
                     .activation = "gelu",
                     .settings = {{"depth", 3}, {"width", 4}, {"batch-norm", norm}, {"skip", true}},
                     .seed = 3,
                     .input = {2}});
  float value = 0.3f;  // as after some training: no scale is 1, no mean 0
  const auto disturb = [&](Tensor tensor) {
    for (float& one : tensor.values()) one += value = 0.9f - value * 0.7f;
  };
  for (const NamedParameter& parameter : network->parameters()) disturb(parameter.tensor);
  for (const layers::NamedBuffer& buffer : network->buffers()) disturb(buffer.tensor);
  network->eval();
  return network;
}

Tensor loss_of(layers::Layer& network) {
  const Tensor input = Tensor::from({1, 2}, {0.5f, -1.0f});
  return cross_entropy(network.forward(input), Indices::from({1}, std::vector<std::int64_t>{1}));
}

doctest::Approx near(float value) { return doctest::Approx(value).epsilon(1e-5).scale(1e-2); }

void check_forward(const LayerPassage& layer, std::size_t unit) {
  float sum = layer.biases.empty() ? 0.0f : layer.biases[unit];
  for (std::size_t i = 0; i < layer.input.size(); ++i) {
    sum += layer.weights[unit * layer.input.size() + i] * layer.input[i];
  }
  CHECK(layer.sum[unit] == near(sum));
  float z = layer.sum[unit];
  if (!layer.mean.empty()) {
    z = layer.scale[unit] * (z - layer.mean[unit]) / layer.deviation[unit] + layer.shift[unit];
  }
  CHECK(layer.z[unit] == near(z + (layer.skips ? layer.input[unit] : 0.0f)));
}

void check_back(const LayerPassage& layer, const LayerPassage& next, std::size_t unit) {
  float d_y = next.skips ? next.d_z[unit] : 0.0f;
  for (std::size_t other = 0; other < next.sum.size(); ++other) {
    d_y += next.weights[other * next.input.size() + unit] * next.d_sum[other];
  }
  CHECK(layer.d_y[unit] == near(d_y));
  CHECK(layer.d_z[unit] == near(layer.d_y[unit] * layer.slope[unit]));
  CHECK(layer.d_sum[unit] == near(layer.d_z[unit] * layer.scale[unit] / layer.deviation[unit]));
  for (std::size_t i = 0; i < layer.input.size(); ++i) {
    CHECK(layer.d_weights[unit * layer.input.size() + i] ==
          near(layer.d_sum[unit] * layer.input[i]));
  }
}

}  // namespace

TEST_CASE("Every equation holds with batch normalisation and skips") {
  for (const char* norm : {"on", "no-scale"}) {
    const auto network = normalised_network(norm);
    const auto layers = pass(*network, [&] { return loss_of(*network); });
    REQUIRE(layers.size() == 4);
    CHECK(!layers[0].skips);
    CHECK(layers[1].skips);
    for (std::size_t n = 0; n < 4; ++n) {
      for (std::size_t unit = 0; unit < layers[n].z.size(); ++unit) {
        check_forward(layers[n], unit);
        if (n < 3) check_back(layers[n], layers[n + 1], unit);
      }
    }
    const auto twin = normalised_network(norm);
    backward(loss_of(*twin));
    for (const NamedParameter& parameter : twin->parameters()) {
      for (const LayerPassage& layer : layers) {
        const auto gradient = parameter.tensor.gradient().values();
        const std::vector<float> expected(gradient.begin(), gradient.end());
        if (parameter.name == layer.name + ".linear.weight") CHECK(layer.d_weights == expected);
        if (parameter.name == layer.name + ".norm.bias") CHECK(layer.d_z == expected);
      }
    }
  }
}

TEST_CASE("The page holds any formula without harm, and sizes are bounded") {
  const std::string page = backprop_page(backprop({.activation = "where(x < 0, 0.1 * x, x)"}));
  CHECK(page.find("\"derivation\"") != std::string::npos);
  CHECK(page.find("that of the branch that is taken") != std::string::npos);
  CHECK(page.find("http-equiv=\"Content-Security-Policy\"") != std::string::npos);
  CHECK_THROWS_AS(backprop({.label = 2}), UsageError);
  CHECK_THROWS_AS(backprop({.width = 17}), UsageError);
  CHECK_THROWS_AS(backprop({.activation = "rellu"}), UsageError);
}

TEST_CASE("An example outside the function's domain is refused, and so are numbers that are none") {
  const auto refused = [](const BackpropOptions& options) {
    return test::error_text([&] { backprop(options); });
  };
  CHECK(refused({.activation = "x/0"}).starts_with("[backprop] x/0 has no finite value at z = "));
  const std::string logarithm = refused({.activation = "log(x)"});
  CHECK(logarithm.starts_with("[backprop] log(x) has no finite value at z = -"));
  CHECK(logarithm.find(" of layers.1), so that the example cannot be followed") != logarithm.npos);
  CHECK(refused({.activation = "x + sqrt(x - x)"}).find("has no finite slope at z = ") !=
        std::string::npos);
  CHECK(refused({.activation = "0 * x"}).find("the same value for every x") != std::string::npos);
  CHECK(refused({.activation = "sin(y)"}).find("did you mean 'x'?") != std::string::npos);
  for (const float bad : {std::nanf(""), INFINITY}) {
    CHECK(refused({.input = {bad, 1.0f}}).starts_with("[backprop] --input is two finite numbers"));
    CHECK(refused({.lr = static_cast<double>(bad)}).starts_with("[backprop] --lr is a finite"));
  }
  CHECK(refused({.lr = -1.0}).starts_with("[backprop] --lr is a finite number from 0, got -1"));
  CHECK(refused({.lr = 1e39}).find("leaves no finite loss; give a smaller one") !=
        std::string::npos);
  const BackpropOptions huge{
      .activation = "relu", .input = {3.4e38f, 3.4e38f}, .width = 16, .seed = 2};
  CHECK(refused(huge).starts_with("[backprop] z of unit 2 of layers.0 is no finite number"));
}
