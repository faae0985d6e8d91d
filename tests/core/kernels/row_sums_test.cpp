#include <actlab/core/kernels/rows/row_loops.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace actlab;

namespace {

// Odd lengths, so that ends of rows are met.
constexpr std::int64_t kLengths[] = {0, 1, 15, 16, 17, 33, 1000};

std::vector<float> ramp(std::int64_t n) {
  std::vector<float> x;
  for (std::int64_t i = 0; i < n; ++i) x.push_back(0.37f * static_cast<float>(i % 29) - 5.0f);
  return x;
}

}  // namespace

TEST_CASE("row loops: sums about a pivot agree with double") {
  for (const std::int64_t n : kLengths) {
    const std::vector<float> x = ramp(n);
    const double pivot = 0.123456789;
    double sum = NAN, squares = NAN, expected_sum = 0.0, expected_squares = 0.0;
    kernels::row_loops().moment_sums(n, x.data(), pivot, &sum, &squares);
    for (const float value : x) {
      const double off = static_cast<double>(value) - pivot;
      expected_sum += off;
      expected_squares += off * off;
    }
    CHECK(std::abs(sum - expected_sum) <= 1e-12 * (1.0 + std::abs(expected_sum)));
    CHECK(std::abs(squares - expected_squares) <= 1e-12 * (1.0 + expected_squares));
  }
}

TEST_CASE("row loops: what lies between two numbers is counted with both ends, NaN never") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const std::int64_t n : kLengths) {
    std::vector<float> x = ramp(n);
    for (std::size_t i = 0; i < x.size(); i += 5) x[i] = i % 2 == 0 ? NAN : -5.0f;
    std::int64_t expected = 0, infinite = 0;
    for (const float value : x) {
      expected += value >= -5.0f && value <= 0.0f ? 1 : 0;
      infinite += value >= -5.0f ? 1 : 0;
    }
    CHECK(kernels::row_loops().count_between(n, x.data(), -5.0f, 0.0f) == expected);
    CHECK(kernels::row_loops().count_between(n, x.data(), -5.0f, kInfinity) == infinite);
  }
}
