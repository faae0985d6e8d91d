#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/dynamics/experiments/gradient_depth.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::dynamics;

TEST_CASE("In a plain network the gradient changes by what theory says, function by function") {
  for (const char* activation : {"relu", "lrelu", "tanh", "elu"}) {
    CAPTURE(activation);
    const auto networks = gradient_by_depth(
        {.activation = activation, .depth = 8, .width = 512, .examples = 64, .seed = 1});
    REQUIRE(networks.size() == 4);
    CHECK(networks[0].deviations.size() == 8);
    CHECK(networks[0].measured_factor == doctest::Approx(networks[0].theory_factor).epsilon(0.06));
  }
}

TEST_CASE("Batch norm makes relu's gradient grow by pi / (pi - 1) a layer, skips keep it") {
  const auto networks = gradient_by_depth({.activation = "relu", .depth = 20});
  CHECK(networks[0].theory_factor == doctest::Approx(1.0).epsilon(1e-9));
  CHECK(networks[1].theory_factor == doctest::Approx(M_PI / (M_PI - 1.0)).epsilon(1e-9));
  CHECK(networks[1].measured_factor == doctest::Approx(networks[1].theory_factor).epsilon(0.08));
  CHECK(std::isnan(networks[2].theory_factor));
  CHECK(depth_finding("relu", networks).starts_with("relu, 20 layers: the gradient reaches"));
}

TEST_CASE("The signal is seen to leave what theory takes it for") {
  const auto swish = gradient_by_depth({.activation = "swish1", .depth = 30})[0];
  CHECK(swish.signal.front() == doctest::Approx(1.0).epsilon(0.15));
  CHECK(swish.signal.back() > 3.0);
  const auto tanh = gradient_by_depth({.activation = "tanh", .depth = 30})[0];
  CHECK(tanh.signal.back() == doctest::Approx(1.0).epsilon(0.15));
}

TEST_CASE("The same bits at any number of threads, and a seed of its own") {
  const DepthOptions options{.activation = "swish", .depth = 6, .width = 64, .examples = 32};
  const auto first = gradient_by_depth(options);
  const int before = threads();
  for (const int count : {1, 3, 7}) {
    set_threads(count);
    CHECK(gradient_by_depth(options)[1].deviations == first[1].deviations);
  }
  set_threads(before);
  DepthOptions other = options;
  other.seed = 1;
  CHECK(gradient_by_depth(other)[1].deviations != first[1].deviations);
}

TEST_CASE("A function that passes no gradient is said to pass none") {
  const DepthOptions options{.activation = "sign(x)", .depth = 5, .width = 16, .examples = 8};
  CHECK(depth_finding("sign(x)", gradient_by_depth(options)) ==
        "sign(x), 5 layers: no gradient passes sign(x), in none of the four networks.");
}

TEST_CASE("A network that no gradient comes through is told apart, with the reason") {
  const double nan = std::nan("");
  const std::vector<GradientByDepth> networks = {
      {"plain", {nan, nan, 1.0}, {1.0, nan, nan}, nan, 1.8},
      {"batch norm", {4.0, 2.0, 1.0}, {1.0, 1.0, 1.0}, 4.0, 3.0},
      {"skip", {0.0, 0.0, 1.0}, {1.0, 1.0, 2.0}, nan, nan},
      {"skip, batch norm", {0.0, 0.0, 0.0}, {1.0, 0.0, 0.0}, nan, nan}};
  CHECK(
      depth_finding("f", networks) ==
      "f, 3 layers: the gradient reaches the first layer only in 'batch norm' (4 times what "
      "the last one has); in 'plain' none reaches it, z is not finite from layer 2 on; in 'skip' "
      "none reaches it, the gradient is 0 in layer 2; in 'skip, batch norm' none reaches it, z is "
      "0 from layer 2 on; a layer with batch norm multiplies its mean square by 4.000 (theory "
      "3.000); z goes from 1 to what is not finite in the plain one.");
  CHECK(depth_finding("f", {networks[0], networks[0]})
            .find("no gradient reaches the first layer; "
                  "in 'plain' none") != std::string::npos);
  const auto cubes = gradient_by_depth({.activation = "x^3", .depth = 50, .width = 64});
  CHECK(depth_finding("x^3", cubes).find("nan") == std::string::npos);
  CHECK(depth_finding("x^3", cubes).find("in 'plain' none reaches it, z is not finite") !=
        std::string::npos);
}

TEST_CASE("Depths and functions without an answer are refused, with the reason") {
  CHECK_THROWS_AS(gradient_by_depth({.depth = 1}), UsageError);
  const auto refused = [](const std::string& activation) {
    return test::error_text([&] { gradient_by_depth({.activation = activation}); });
  };
  CHECK(refused("0 * x").find("gives the same value for every x") != std::string::npos);
  CHECK(refused("exp(x^2)") ==
        "[depth] E[f^2] of exp(x^2) under N(0, 1) is infinite, so there is no start that keeps its "
        "signal");
  CHECK(refused("1/x").find("E[f^2] of 1/x under N(0, 1) is infinite") != std::string::npos);
  CHECK(refused("log(x)").find("has no value: f has none for some x") != std::string::npos);
}
