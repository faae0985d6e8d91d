#include <actlab/studies/findings/student.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

#include <actlab/core/base/error.h>
#include <actlab/studies/findings/pairwise.h>

namespace actlab::studies {
namespace {

// Of the mean: the root of variance / count. At least 2 values.
double standard_error(std::span<const double> values) {
  const double middle = mean(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - middle) * (value - middle);
  const auto count = static_cast<double>(values.size());
  return std::sqrt(squares / (count - 1.0) / count);
}

}  // namespace

double mean(std::span<const double> values) {
  if (values.empty()) throw Error("[mean] at least 1 value is needed, got 0");
  if (std::ranges::any_of(values, [](double v) { return std::isnan(v); })) {
    throw Error("[mean] a value is not a number");
  }
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double student_tails(double t, std::int64_t freedom) {
  if (freedom < 1) {
    throw Error(text("[student] the degrees of freedom must be at least 1, got ", freedom));
  }
  const double angle = std::atan2(std::abs(t), std::sqrt(static_cast<double>(freedom)));
  const double cosine = std::cos(angle);
  const bool odd = freedom % 2 == 1;
  // 1 + (1/2) cos^2 + (1 3)/(2 4) cos^4 ... where even; cos + (2/3) cos^3 ... where odd
  double term = odd ? cosine : 1.0;
  double sum = freedom == 1 ? 0.0 : term;
  for (std::int64_t k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
    sum += term;
  }
  const double inside =
      odd ? 2.0 / std::numbers::pi * (angle + std::sin(angle) * sum) : std::sin(angle) * sum;
  return std::clamp(1.0 - inside, 0.0, 1.0);
}

double student_quantile(double tails, std::int64_t freedom) {
  if (!(tails > 0.0 && tails < 1.0)) {
    throw Error(text("[student] the share of the tails must lie between 0 and 1, got ", tails));
  }
  double low = 0.0, high = 1.0;
  while (student_tails(high, freedom) > tails && high < 1e12) high *= 2.0;
  for (int i = 0; i < 100; ++i) {
    const double middle = low + (high - low) / 2.0;
    (student_tails(middle, freedom) > tails ? low : high) = middle;
  }
  return high;
}

Interval mean_interval(std::span<const double> values, double confidence) {
  if (values.size() < 2) {
    throw Error(text("[interval] at least 2 values are needed, got ", values.size()));
  }
  const double middle = mean(values);
  const double reach =
      student_quantile(1.0 - confidence, std::ssize(values) - 1) * standard_error(values);
  return {middle - reach, middle + reach};
}

PairedTest paired_t_test(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw Error(
        text("[paired test] pairs are needed, got ", a.size(), " and ", b.size(), " values"));
  }
  PairedTest test{.pairs = std::ssize(a)};
  if (a.empty()) return test;
  const std::vector<double> differences = pairwise(a, b, std::minus<>());
  test.difference = mean(differences);
  if (differences.size() >= 2) test.interval = mean_interval(differences);
  if (differences.size() < 3) return test;
  const double error = standard_error(differences);
  // differences that are equal but for the rounding of their subtraction
  const bool without_spread = error <= 1e-12 * std::abs(test.difference);
  if (test.difference == 0.0) {
    test.p_value = 1.0;
  } else if (without_spread) {
    test.p_value = std::exp2(1.0 - static_cast<double>(test.pairs));
  } else {
    test.p_value = student_tails(test.difference / error, test.pairs - 1);
  }
  return test;
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> result(p_values.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double corrected = static_cast<double>(order.size() - i) * p_values[order[i]];
    largest = std::max(largest, std::min(1.0, corrected));
    result[order[i]] = largest;
  }
  return result;
}

}  // namespace actlab::studies
