#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/experiments/backprop.h>

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

TEST_CASE("The page holds any formula without harm, and sizes are bounded") {
  const std::string page = backprop_page(backprop({.activation = "where(x < 0, 0.1 * x, x)"}));
  CHECK(page.find("\"derivation\"") != std::string::npos);
  CHECK(page.find("that of the branch that is taken") != std::string::npos);
  CHECK(page.find("http-equiv=\"Content-Security-Policy\"") != std::string::npos);
  CHECK_THROWS_AS(backprop({.label = 2}), UsageError);
  CHECK_THROWS_AS(backprop({.width = 17}), UsageError);
  CHECK_THROWS_AS(backprop({.activation = "rellu"}), UsageError);
}
