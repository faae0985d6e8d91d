#include <actlab/core/ops/reduce.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <actlab/core/base/parallel.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

enum class Kind { sum, mean, population, unbiased, max };

bool contains(const Axes& axes, std::int64_t axis) { return std::ranges::count(axes, axis) > 0; }

// The values of each result, gathered by plain index arithmetic.
std::vector<std::vector<double>> groups(const NaiveTensor& x, const Axes& axes) {
  std::int64_t count = 1;
  for (std::int64_t axis = 0; axis < x.shape.rank(); ++axis) {
    if (!contains(axes, axis)) count *= x.shape[axis];
  }
  std::vector<std::vector<double>> result(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < x.shape.elements(); ++i) {
    std::int64_t rest = i;
    std::int64_t to = 0;
    std::int64_t stride = 1;
    for (std::int64_t axis = x.shape.rank() - 1; axis >= 0; --axis) {
      if (!contains(axes, axis)) {
        to += rest % x.shape[axis] * stride;
        stride *= x.shape[axis];
      }
      rest /= x.shape[axis];
    }
    result[static_cast<std::size_t>(to)].push_back(x[i]);
  }
  return result;
}

double reduce_group(const std::vector<double>& group, Kind kind) {
  const auto n = static_cast<double>(group.size());
  if (kind == Kind::max) return *std::ranges::max_element(group);
  double total = 0.0;
  for (const double x : group) total += x;
  if (kind == Kind::sum) return total;
  if (kind == Kind::mean) return total / n;
  double squares = 0.0;
  for (const double x : group) squares += (x - total / n) * (x - total / n);
  return squares / (kind == Kind::unbiased ? n - 1.0 : n);
}

Tensor apply(Kind kind, const Tensor& x, const Axes& axes, bool keep) {
  switch (kind) {
    case Kind::sum:
      return sum(x, axes, keep);
    case Kind::mean:
      return mean(x, axes, keep);
    case Kind::population:
      return variance(x, axes, keep);
    case Kind::unbiased:
      return variance(x, axes, keep, VarianceKind::unbiased);
    case Kind::max:
      return max(x, axes, keep);
  }
  return {};
}

void check_reduction(Kind kind, const Axes& axes, const Axes& absolute, const Shape& kept,
                     const Shape& squeezed) {
  for (const bool keep : {false, true}) {
    CAPTURE(static_cast<int>(kind));
    CAPTURE(squeezed);
    check_operation(
        {spaced_tensor({3, 2, 4, 2}, 5, 0.1f)},
        [&](const std::vector<Tensor>& in) { return apply(kind, in[0], axes, keep); },
        [&](const std::vector<NaiveTensor>& in) {
          NaiveTensor y(keep ? kept : squeezed);
          const auto gathered = groups(in[0], absolute);
          for (std::size_t i = 0; i < gathered.size(); ++i) {
            y.values[i] = reduce_group(gathered[i], kind);
          }
          return y;
        });
  }
}

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

}  // namespace

TEST_CASE("reduce: values and gradients agree with double over any axes") {
  for (const Kind kind : {Kind::sum, Kind::mean, Kind::population, Kind::unbiased, Kind::max}) {
    check_reduction(kind, {}, {0, 1, 2, 3}, {1, 1, 1, 1}, {});
    check_reduction(kind, {-1}, {3}, {3, 2, 4, 1}, {3, 2, 4});
    check_reduction(kind, {0}, {0}, {1, 2, 4, 2}, {2, 4, 2});
    check_reduction(kind, {0, 1, 2}, {0, 1, 2}, {1, 1, 1, 2}, {2});
    check_reduction(kind, {2, 1}, {1, 2}, {3, 1, 1, 2}, {3, 2});
    check_reduction(kind, {2, 0}, {0, 2}, {1, 2, 1, 2}, {2, 2});
    check_reduction(kind, {-3, -1}, {1, 3}, {3, 1, 4, 1}, {3, 4});
  }
}

TEST_CASE("reduce: long sums keep every digit of double") {
  // A float32 running sum stops growing at 2^24.
  CHECK(sum(Tensor::ones({(1 << 24) + 4096})).item() == static_cast<float>((1 << 24) + 4096));
  CHECK(mean(Tensor::full({3000001}, 0.1f)).item() == 0.1f);
}

TEST_CASE("reduce: bits do not depend on the number of threads") {
  const Tensor x = random_tensor({70001, 11}, 1);
  const int before = threads();
  set_threads(1);
  const Tensor total = sum(x);
  const Tensor columns = variance(x, {0});
  const Tensor rows = mean(x, {1});
  for (const int count : {2, 3, 7}) {
    set_threads(count);
    CHECK(sum(x).item() == total.item());
    CHECK(std::ranges::equal(variance(x, {0}).values(), columns.values()));
    CHECK(std::ranges::equal(mean(x, {1}).values(), rows.values()));
  }
  set_threads(before);
}

TEST_CASE("reduce: a variance far from zero mean is not lost to cancellation") {
  // Two values beside 2^23, where float32 has no halves: the mean itself is not representable.
  Tensor x = Tensor::full({3000}, 8388608.0f);
  for (std::int64_t i = 0; i < 3000; i += 3) x.data()[i] += 1.0f;
  CHECK(variance(x).item() == doctest::Approx(2.0 / 9.0).epsilon(1e-6));
}

TEST_CASE("reduce: equal maxima send the gradient to the last of them") {
  Tensor x = Tensor::from({2, 3}, {5, 5, 1, 2, 7, 7}).set_requires_gradient(true);
  backward(max(x, {1}), Tensor::from({2}, {10, 20}));
  const std::vector<float> expected{0, 10, 0, 0, 0, 20};
  CHECK(std::ranges::equal(x.gradient().values(), expected));
}

TEST_CASE("reduce: NaN passes through max wherever it stands") {
  for (const std::int64_t place : {0, 1, 2}) {
    Tensor x = Tensor::from({3}, {1, 2, 3});
    x.data()[place] = kNaN;
    CHECK(std::isnan(max(x).item()));
  }
  CHECK(max(Tensor::full({2}, -std::numeric_limits<float>::infinity())).item() ==
        -std::numeric_limits<float>::infinity());
}

TEST_CASE("reduce: sums of nothing are zero and other reductions of nothing are refused") {
  CHECK(sum(Tensor::zeros({0})).item() == 0.0f);
  CHECK(sum(Tensor::zeros({2, 0}), {1}).shape() == Shape{2});
  CHECK(error_of([] {
          mean(Tensor::zeros({0, 3}));
        }) == "[mean] needs at least 1 element for each result, got 0, input [0, 3]");
  CHECK(error_of([] {
          max(Tensor::zeros({2, 0}), {1});
        }) == "[max] needs at least 1 element for each result, got 0, input [2, 0]");
  CHECK(error_of([] {
          variance(Tensor::zeros({3, 1}), {1}, false, VarianceKind::unbiased);
        }) == "[variance] needs at least 2 elements for each result, got 1, input [3, 1]");
}

TEST_CASE("reduce: axes that do not exist or come twice are refused") {
  CHECK(error_of([] {
          sum(Tensor::zeros({2, 3}), {2});
        }) == "[sum] axis 2 does not exist in a tensor of shape [2, 3]");
  CHECK(error_of([] {
          sum(Tensor::zeros({2, 3}), {1, -1});
        }) == "[sum] axis -1 is named twice, input [2, 3]");
}
