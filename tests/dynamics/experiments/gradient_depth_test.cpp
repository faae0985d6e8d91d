#include <doctest/doctest.h>

#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/dynamics/experiments/gradient_depth.h>

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

TEST_CASE("Depths and functions without an answer are refused") {
  CHECK_THROWS_AS(gradient_by_depth({.depth = 1}), UsageError);
  CHECK_THROWS_AS(gradient_by_depth({.activation = "0 * x"}), UsageError);
  CHECK_THROWS_AS(gradient_by_depth({.activation = "exp(x^2)"}), UsageError);
}
