#include <actlab/studies/findings/power.h>

#include <cmath>
#include <numbers>

#include <actlab/core/base/error.h>
#include <actlab/studies/findings/student.h>

namespace actlab::studies {
namespace {

constexpr std::int64_t kFewestPairs = 3;

double normal_below(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2.0; }

// The density of sqrt(chi^2 / freedom) at s.
double chi_density(double s, double freedom) {
  if (s <= 0.0) return freedom == 1.0 ? std::sqrt(2.0 / std::numbers::pi) : 0.0;
  const double half = freedom / 2.0;
  return std::exp(std::log(2.0) + half * std::log(half) - std::lgamma(half) +
                  (freedom - 1.0) * std::log(s) - half * s * s);
}

}  // namespace

double noncentral_student_below(double t, std::int64_t freedom, double shift) {
  if (freedom < 1) {
    throw Error(text("[power] the degrees of freedom must be at least 1, got ", freedom));
  }
  const auto degrees = static_cast<double>(freedom);
  constexpr int kIntervals = 4000;  // Simpson's; beyond `end` the density is below 1e-30
  const double end = 1.0 + 12.0 / std::sqrt(2.0 * degrees);
  double sum = 0.0;
  for (int i = 0; i <= kIntervals; ++i) {
    const double s = end * i / kIntervals;
    const double weight = i == 0 || i == kIntervals ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
    sum += weight * normal_below(t * s - shift) * chi_density(s, degrees);
  }
  return sum * end / kIntervals / 3.0;
}

double paired_test_power(double difference, double spread, std::int64_t pairs, double level) {
  if (!(spread > 0.0)) throw Error(text("[power] the spread must be above 0, got ", spread));
  if (pairs < kFewestPairs) return 0.0;
  const double edge = student_quantile(level, pairs - 1);
  const double shift = difference / spread * std::sqrt(static_cast<double>(pairs));
  return 1.0 - noncentral_student_below(edge, pairs - 1, shift) +
         noncentral_student_below(-edge, pairs - 1, shift);
}

std::optional<double> smallest_difference(double spread, std::int64_t pairs,
                                          std::int64_t comparisons, double level, double power) {
  if (comparisons < 1) {
    throw Error(text("[power] there must be at least 1 comparison, got ", comparisons));
  }
  if (pairs < kFewestPairs) return std::nullopt;
  const double one_level = level / static_cast<double>(comparisons);
  double low = 0.0, high = spread;
  while (paired_test_power(high, spread, pairs, one_level) < power && high < 1e6 * spread) {
    high *= 2.0;
  }
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2.0;
    (paired_test_power(middle, spread, pairs, one_level) < power ? low : high) = middle;
  }
  return high;
}

}  // namespace actlab::studies
