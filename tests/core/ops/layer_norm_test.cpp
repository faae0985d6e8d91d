#include <actlab/core/ops/layer_norm.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/arithmetic.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

// x, weight, bias and perhaps a residual.
NaiveTensor reference(const std::vector<NaiveTensor>& in, double epsilon) {
  const std::int64_t width = in[1].shape[0];
  NaiveTensor y(in[0].shape);
  for (std::int64_t row = 0; row < y.shape.elements(); row += width) {
    const auto x = [&](std::int64_t i) {
      return in[0][row + i] + (in.size() > 3 ? in[3][row + i] : 0.0);
    };
    double mean = 0.0, variance = 0.0;
    for (std::int64_t i = 0; i < width; ++i) mean += x(i) / static_cast<double>(width);
    for (std::int64_t i = 0; i < width; ++i) {
      variance += (x(i) - mean) * (x(i) - mean) / static_cast<double>(width);
    }
    for (std::int64_t i = 0; i < width; ++i) {
      y[row + i] = (x(i) - mean) / std::sqrt(variance + epsilon) * in[1][i] + in[2][i];
    }
  }
  return y;
}

}  // namespace

TEST_CASE("layer_norm: values and gradients agree with double") {
  for (const Shape& shape : {Shape{7}, Shape{3, 16}, Shape{2, 3, 37}, Shape{1, 2, 2, 5}}) {
    check_operation(
        {random_tensor(shape, 1, -2.0f, 3.0f), random_tensor({shape[-1]}, 2),
         random_tensor({shape[-1]}, 3)},
        [](const std::vector<Tensor>& in) { return layer_norm(in[0], in[1], in[2]); },
        [](const std::vector<NaiveTensor>& in) { return reference(in, kLayerNormEpsilon); });
  }
}

TEST_CASE("residual_layer_norm: normalises the sum of two and both have its gradient") {
  check_operation(
      {random_tensor({2, 3, 19}, 1), random_tensor({19}, 2), random_tensor({19}, 3),
       random_tensor({2, 3, 19}, 4)},
      [](const std::vector<Tensor>& in) {
        return residual_layer_norm(in[0], in[3], in[1], in[2], 1e-3);
      },
      [](const std::vector<NaiveTensor>& in) { return reference(in, 1e-3); });
}

TEST_CASE("residual_layer_norm: has the bits of the norm of a sum") {
  const Tensor x = random_tensor({40, 100}, 1);
  const Tensor residual = random_tensor({40, 100}, 2);
  const Tensor weight = random_tensor({100}, 3), bias = random_tensor({100}, 4);
  CHECK(std::ranges::equal(residual_layer_norm(x, residual, weight, bias).values(),
                           layer_norm(add(x, residual), weight, bias).values()));
}

TEST_CASE("layer_norm: a large mean costs no digits") {
  const Tensor x = random_tensor({4, 64}, 1);
  Tensor moved = x.clone();
  for (float& value : moved.values()) value = std::round(value * 64.0f) / 64.0f + 4096.0f;
  const Tensor ones = Tensor::ones({64}), zeros = Tensor::zeros({64});
  const NaiveTensor expected =
      reference({NaiveTensor(moved), NaiveTensor(ones), NaiveTensor(zeros)}, kLayerNormEpsilon);
  CHECK(relative_l2(layer_norm(moved, ones, zeros), expected) < 1e-6);
}

TEST_CASE("layer_norm: a row of equal values gives the bias") {
  const Tensor bias = random_tensor({5}, 1);
  for (const float value : {0.0f, 1e-30f, 0.1f, 1e30f, 3e38f}) {
    const Tensor y = layer_norm(Tensor::full({2, 5}, value), Tensor::ones({5}), bias);
    for (std::size_t i = 0; i < 10; ++i) CHECK(y.values()[i] == bias.values()[i % 5]);
  }
}

TEST_CASE("layer_norm: huge values neither overflow nor lose the small ones") {
  const Tensor y = layer_norm(Tensor::from({2, 2}, {1e38f, -1e38f, 1e-20f, -1e-20f}),
                              Tensor::ones({2}), Tensor::zeros({2}), 1e-60);
  CHECK(y.values()[0] == doctest::Approx(1.0));
  CHECK(y.values()[2] == doctest::Approx(1.0));
}

TEST_CASE("layer_norm: NaN and infinity spoil their own row alone") {
  for (const float bad : {NAN, INFINITY}) {
    const Tensor x = Tensor::from({2, 3}, {1.0f, bad, 2.0f, 1.0f, 2.0f, 3.0f});
    const Tensor y = layer_norm(x, Tensor::ones({3}), Tensor::zeros({3}));
    CHECK(std::isnan(y.values()[0]));
    CHECK(std::isfinite(y.values()[3]));
  }
}

TEST_CASE("layer_norm: bits do not depend on the number of threads") {
  const auto gradients = [&](int count) {
    set_threads(count);
    auto in = as_parameters(
        {random_tensor({700, 100}, 1), random_tensor({100}, 2), random_tensor({100}, 3)});
    const Tensor y = layer_norm(in[0], in[1], in[2]);
    backward(y, random_tensor(y.shape(), 4));
    return std::vector{y, in[0].gradient(), in[1].gradient(), in[2].gradient()};
  };
  const int before = threads();
  const auto alone = gradients(1);
  for (const int count : {2, 3, 7}) {
    const auto several = gradients(count);
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(std::ranges::equal(several[i].values(), alone[i].values()));
    }
  }
  set_threads(before);
}

TEST_CASE("layer_norm: what cannot be is refused and no rows are legal") {
  const Tensor k4 = Tensor::ones({4});
  CHECK(layer_norm(Tensor::zeros({2, 0, 4}), k4, k4).shape() == Shape{2, 0, 4});
  CHECK(error_of([&] { layer_norm(Tensor::scalar(1.0f), k4, k4); }) ==
        "[layer_norm] needs an axis to work along, got a scalar");
  CHECK(error_of([&] {
          layer_norm(Tensor::zeros({3, 0}), k4, k4);
        }) == "[layer_norm] a row must have at least one value, got [3, 0]");
  CHECK(error_of([&] {
          layer_norm(Tensor::zeros({2, 3}), k4, k4);
        }) == "[layer_norm] weight and bias must be [3] for input [2, 3], got [4] and [4]");
  CHECK(error_of([&] {
          residual_layer_norm(Tensor::zeros({2, 4}), k4, k4, k4);
        }) == "[layer_norm] the residual must have the input's shape: got [4], expected [2, 4]");
  CHECK(error_of([&] {
          layer_norm(Tensor::zeros({2, 4}), k4, k4, 0.0);
        }) == "[layer_norm] epsilon must be above 0, got 0");
}
