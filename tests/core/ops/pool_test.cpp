#include <actlab/core/ops/pool.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <actlab/core/base/parallel.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

enum class Kind { average, max };

Reference pool_reference(Kind kind, PoolWindow window) {
  return [=](const std::vector<NaiveTensor>& in) {
    const NaiveTensor& x = in[0];
    const Extent kernel = window.kernel, stride = window.stride;
    const Padding padding = window.padding;
    NaiveTensor y({x.shape[0], (x.shape[1] + padding.height() - kernel.h) / stride.h + 1,
                   (x.shape[2] + padding.width() - kernel.w) / stride.w + 1, x.shape[3]});
    const auto value = [&](std::int64_t n, std::int64_t i, std::int64_t j, std::int64_t c) {
      double sum = 0.0, count = 0.0;
      double best = -INFINITY;
      for (std::int64_t k = 0; k < kernel.area(); ++k) {
        const std::int64_t h = i * stride.h - padding.top + k / kernel.w;
        const std::int64_t w = j * stride.w - padding.left + k % kernel.w;
        if (h < 0 || w < 0 || h >= x.shape[1] || w >= x.shape[2]) continue;
        count += 1.0;
        sum += x.at({n, h, w, c});
        best = std::max(best, x.at({n, h, w, c}));
      }
      if (window.count_include_pad) count = static_cast<double>(kernel.area());
      return kind == Kind::average ? sum / count : best;
    };
    for (std::int64_t n = 0; n < y.shape[0]; ++n) {
      for (std::int64_t i = 0; i < y.shape[1]; ++i) {
        for (std::int64_t j = 0; j < y.shape[2]; ++j) {
          for (std::int64_t c = 0; c < y.shape[3]; ++c) y.at({n, i, j, c}) = value(n, i, j, c);
        }
      }
    }
    return y;
  };
}

const PoolWindow kWindows[] = {{2, 2, 0},
                               {3, 2, 1},
                               {3, 1, 1},
                               {3, 3, 0},
                               {1, 1, 0},
                               {1, 2, 0},
                               {2, 1, 1},
                               {4, 3, 2},
                               {{3, 2}, {2, 1}, {1, 0}},
                               {{1, 3}, 1, {0, 0, 1, 0}},
                               {3, 2, {0, 1, 0, 1}, false},
                               {3, 1, 1, false},
                               {{2, 4}, {1, 3}, {1, 0, 2, 1}, false}};

}  // namespace

TEST_CASE("average_pool2d: values and gradients agree with double") {
  for (const PoolWindow& window : kWindows) {
    CAPTURE(text(window.kernel, ", ", window.stride, ", ", window.padding));
    check_operation(
        {random_tensor({2, 5, 4, 3}, 1)},
        [&](const std::vector<Tensor>& in) { return average_pool2d(in[0], window); },
        pool_reference(Kind::average, window));
  }
}

TEST_CASE("average_pool2d: an average of ones is one where padding does not count") {
  const Tensor ones = Tensor::ones({1, 5, 4, 2});
  for (const PoolWindow& window : kWindows) {
    PoolWindow uncounted = window;
    uncounted.count_include_pad = false;
    const Tensor means = average_pool2d(ones, uncounted);
    for (const float y : means.values()) CHECK(y == doctest::Approx(1));
  }
  CHECK(average_pool2d(ones, {3, 1, Padding::same()}).values()[0] == doctest::Approx(4.0 / 9.0));
}

TEST_CASE("pool: same padding gives an output for each stride") {
  const Tensor x = random_tensor({1, 5, 8, 2}, 1);
  CHECK(max_pool2d(x, {3, 2, Padding::same()}).shape() == Shape{1, 3, 4, 2});
  CHECK(average_pool2d(x, {{5, 3}, {1, 2}, Padding::same()}).shape() == Shape{1, 5, 4, 2});
  const Tensor same = max_pool2d(x, {3, 2, Padding::same()});
  const Tensor sides = max_pool2d(x, {3, 2, {1, 1, 0, 1}});
  CHECK(std::ranges::equal(same.values(), sides.values()));
}

TEST_CASE("max_pool2d: values and gradients agree with double") {
  for (const PoolWindow& window : kWindows) {
    CAPTURE(text(window.kernel, ", ", window.stride, ", ", window.padding));
    check_operation(
        {spaced_tensor({2, 5, 4, 3}, 1, 0.125f)},
        [&](const std::vector<Tensor>& in) { return max_pool2d(in[0], window); },
        pool_reference(Kind::max, window));
  }
}

TEST_CASE("global_average_pool: values and gradients agree with double") {
  check_operation(
      {random_tensor({2, 3, 5, 4}, 1)},
      [](const std::vector<Tensor>& in) { return global_average_pool(in[0]); },
      [](const std::vector<NaiveTensor>& in) {
        NaiveTensor y({2, 4});
        for (std::int64_t i = 0; i < in[0].shape.elements(); ++i) {
          y[i / 60 * 4 + i % 4] += in[0][i] / 15.0;
        }
        return y;
      });
}

TEST_CASE("max_pool2d: NaN passes wherever it stands in the window") {
  for (std::int64_t place = 0; place < 4; ++place) {
    Tensor x = Tensor::from({1, 2, 2, 1}, {1, 2, 3, 4});
    x.data()[place] = std::numeric_limits<float>::quiet_NaN();
    CHECK(std::isnan(max_pool2d(x, {}).item()));
    CHECK(std::isnan(average_pool2d(x, {}).item()));
    CHECK(std::isnan(global_average_pool(x).item()));
  }
}

TEST_CASE("max_pool2d: equal maxima send the gradient to the last of them") {
  Tensor x = Tensor::from({1, 2, 2, 1}, {5, 5, 5, 1}).set_requires_gradient(true);
  backward(max_pool2d(x, {}), Tensor::full({1, 1, 1, 1}, 8.0f));
  const std::vector<float> expected{0, 0, 8, 0};
  CHECK(std::ranges::equal(x.gradient().values(), expected));
}

TEST_CASE("max_pool2d: padding never wins") {
  const Tensor y = max_pool2d(Tensor::full({1, 2, 2, 1}, -3.0f), {3, 2, 1});
  CHECK(y.item() == -3.0f);
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(max_pool2d(Tensor::full({1, 2, 2, 1}, -infinity), {3, 2, 1}).item() == -infinity);
}

TEST_CASE("pool: bits do not depend on the number of threads") {
  Tensor x = random_tensor({9, 8, 8, 5}, 1).set_requires_gradient(true);
  const int before = threads();
  std::vector<float> first;
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    x.clear_gradient();
    backward(max_pool2d(average_pool2d(x, {3, 1, 1}), {3, 2, 1}), random_tensor({9, 4, 4, 5}, 2));
    const Tensor gradient = x.gradient();
    if (first.empty()) first.assign(gradient.values().begin(), gradient.values().end());
    CHECK(std::ranges::equal(gradient.values(), first));
  }
  set_threads(before);
}

TEST_CASE("pool: windows and images that do not fit are refused") {
  const Tensor x = Tensor::zeros({1, 4, 4, 2});
  CHECK(error_of([&] {
          max_pool2d(x, {5, 1, 0});
        }) ==
        "[max_pool2d] the kernel 5 is larger than the image with padding 0, input [1, 4, 4, 2]");
  CHECK(error_of([&] {
          average_pool2d(x, {2, 0, 0});
        }) ==
        "[average_pool2d] kernel and stride must be at least 1 and padding from 0 to half of the "
        "kernel, got kernel 2, stride 0, padding 0");
  CHECK(error_of([&] { max_pool2d(x, {3, 1, 2}); }).find("padding 2") != std::string::npos);
  CHECK(error_of([&] {
          max_pool2d(x, {3, 1, {1, 2, 1, 1}});
        }).find("bottom 2") != std::string::npos);
  CHECK(error_of([&] {
          max_pool2d(x, {3, {1, 0}, Padding::same()});
        }).find("stride 1 x 0") != std::string::npos);
  CHECK(error_of([] {
          max_pool2d(Tensor::zeros({1, 300, 300, 1}), {300, 1, 0});
        }) == "[max_pool2d] a window must have at most 65536 pixels, got kernel 300");
  CHECK(error_of([] {
          global_average_pool(Tensor::zeros({4, 4}));
        }) ==
        "[global_average_pool] the input must be [N, H, W, C] of images that are not empty, got "
        "[4, 4]");
}
