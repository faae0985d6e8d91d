#include <actlab/studies/findings/statistics.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/studies/findings/pairwise.h>

namespace actlab::studies {
namespace {

void check(std::span<const double> values, std::size_t least, const char* who) {
  if (values.size() < least) {
    throw Error(text("[", who, "] at least ", least, " value(s) are needed, got ", values.size()));
  }
  const auto nan = std::ranges::find_if(values, [](double v) { return std::isnan(v); });
  if (nan != values.end()) {
    throw Error(text("[", who, "] value ", nan - values.begin(), " is not a number"));
  }
}

void check_pairs(std::span<const double> a, std::span<const double> b, std::size_t least,
                 const char* who) {
  if (a.size() != b.size()) {
    throw Error(text("[", who, "] pairs are needed, got ", a.size(), " and ", b.size(), " values"));
  }
  check(a, least, who);
  check(b, least, who);
}

// Changes the order of `values`.
double median_in_place(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const double below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) / 2.0;  // the sum of two could overflow
}

// 1, 2, 3... for the smallest first; equal values share the mean of their ranks.
std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> result(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double mean = static_cast<double>(begin + 1 + end) / 2.0;
    for (; begin < end; ++begin) result[order[begin]] = mean;
  }
  return result;
}

double pearson_correlation(std::span<const double> a, std::span<const double> b) {
  const auto mean = [](std::span<const double> v) {
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
  };
  const double mean_a = mean(a), mean_b = mean(b);
  double products = 0.0, squares_a = 0.0, squares_b = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    products += (a[i] - mean_a) * (b[i] - mean_b);
    squares_a += (a[i] - mean_a) * (a[i] - mean_a);
    squares_b += (b[i] - mean_b) * (b[i] - mean_b);
  }
  if (squares_a == 0.0 || squares_b == 0.0) return std::numeric_limits<double>::quiet_NaN();
  return products / std::sqrt(squares_a * squares_b);
}

// P(at least `wins` heads in `throws` of a fair coin), smallest terms first for accuracy.
double upper_tail(std::int64_t wins, std::int64_t throws) {
  const auto log_factorial = [](std::int64_t n) { return std::lgamma(static_cast<double>(n) + 1); };
  double sum = 0.0;
  for (std::int64_t k = throws; k >= wins; --k) {
    sum += std::exp(log_factorial(throws) - log_factorial(k) - log_factorial(throws - k) -
                    static_cast<double>(throws) * std::log(2.0));
  }
  return std::min(sum, 1.0);
}

struct Resampling {
  std::uint64_t seed;
  double confidence;
  std::int64_t resamples;
};

// The percentile interval of what `statistic(draw)` makes of a sample; draw() is a place in it.
// Samples whose statistic is not a number are left out.
template <class Statistic>
Interval bootstrap(std::size_t count, const Resampling& how, const Statistic& statistic) {
  if (!(how.confidence > 0.0 && how.confidence < 1.0) || how.resamples < 1) {
    throw Error(text("[bootstrap] the confidence must lie between 0 and 1 and there must be ",
                     "resamples, got ", how.confidence, " and ", how.resamples));
  }
  Random random(how.seed, Purpose::bootstrap);
  const auto draw = [&] {
    return static_cast<std::size_t>(random.below(static_cast<std::int64_t>(count)));
  };
  std::vector<double> results(static_cast<std::size_t>(how.resamples));
  for (double& result : results) result = statistic(draw);
  std::erase_if(results, [](double v) { return std::isnan(v); });
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (results.empty()) return {kNone, kNone};
  std::ranges::sort(results);
  const double last = static_cast<double>(results.size() - 1);
  const double tail = (1.0 - how.confidence) / 2.0;
  const auto at = [&](double position) { return results[static_cast<std::size_t>(position)]; };
  return {at(std::floor(tail * last)), at(std::ceil((1.0 - tail) * last))};
}

}  // namespace

double median(std::span<const double> values) {
  check(values, 1, "median");
  std::vector<double> copy(values.begin(), values.end());
  return median_in_place(copy);
}

Interval bootstrap_median(std::span<const double> values, std::uint64_t seed, double confidence,
                          std::int64_t resamples) {
  check(values, 1, "bootstrap");
  std::vector<double> sample(values.size());
  return bootstrap(values.size(), {seed, confidence, resamples}, [&](const auto& draw) {
    for (double& value : sample) value = values[draw()];
    return median_in_place(sample);
  });
}

Interval bootstrap_median_difference(std::span<const double> a, std::span<const double> b,
                                     std::uint64_t seed, double confidence,
                                     std::int64_t resamples) {
  check_pairs(a, b, 1, "bootstrap");
  return bootstrap_median(pairwise(a, b, std::minus<>()), seed, confidence, resamples);
}

SignTest sign_test(std::span<const double> a, std::span<const double> b) {
  check_pairs(a, b, 0, "sign test");
  SignTest test;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++(a[i] > b[i] ? test.wins : a[i] < b[i] ? test.losses : test.ties);
  }
  test.p_value = sign_test_p(test.wins, test.losses);
  return test;
}

double sign_test_p(std::int64_t wins, std::int64_t losses) {
  if (wins < 0 || losses < 0) {
    throw Error(text("[sign test] counts from 0 are needed, got ", wins, " and ", losses));
  }
  return upper_tail(wins, wins + losses);
}

double spearman_correlation(std::span<const double> a, std::span<const double> b) {
  check_pairs(a, b, 2, "rank correlation");
  return pearson_correlation(ranks(a), ranks(b));
}

double kendall_correlation(std::span<const double> a, std::span<const double> b) {
  check_pairs(a, b, 2, "rank correlation");
  const auto sign = [](double x, double y) { return (x > y) - (x < y); };
  std::int64_t agreement = 0, ordered_a = 0, ordered_b = 0;  // a thousand trials: a million pairs
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const int order_a = sign(a[i], a[j]), order_b = sign(b[i], b[j]);
      agreement += order_a * order_b;
      ordered_a += order_a * order_a;
      ordered_b += order_b * order_b;
    }
  }
  if (ordered_a == 0 || ordered_b == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(agreement) /
         std::sqrt(static_cast<double>(ordered_a) * static_cast<double>(ordered_b));
}

Interval bootstrap_correlation(Correlation correlation, std::span<const double> a,
                               std::span<const double> b, std::uint64_t seed, double confidence,
                               std::int64_t resamples) {
  check_pairs(a, b, 3, "rank correlation");
  std::vector<double> sample_a(a.size()), sample_b(b.size());
  return bootstrap(a.size(), {seed, confidence, resamples}, [&](const auto& draw) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      const std::size_t drawn = draw();
      sample_a[i] = a[drawn];
      sample_b[i] = b[drawn];
    }
    return correlation(sample_a, sample_b);
  });
}

}  // namespace actlab::studies
