// The statistics of comparing trainings: medians with intervals, the sign test, rank correlation
// with intervals.
//
// All of them take NaN-free values and throw Error otherwise, naming themselves; a diverged run
// must be given the value that the report says it has (accuracy 0).
#pragma once

#include <cstdint>
#include <span>

namespace actlab::studies {

// The middle value, or the mean of the two middle ones. At least one value.
double median(std::span<const double> values);

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

// Percentile bootstrap (Efron, "Bootstrap methods: another look at the jackknife", 1979) of the
// median: the medians of `resamples` samples drawn with replacement lie in it with the probability
// `confidence`. The draws are Philox's of `seed`: the same interval every time. With fewer than
// about 5 values it is narrower than it should be; report the values then.
Interval bootstrap_median(std::span<const double> values, std::uint64_t seed,
                          double confidence = 0.95, std::int64_t resamples = 2000);

// The same for the median of paired differences a[i] - b[i].
Interval bootstrap_median_difference(std::span<const double> a, std::span<const double> b,
                                     std::uint64_t seed, double confidence = 0.95,
                                     std::int64_t resamples = 2000);

// Does a beat b? The one-sided paired sign test, as in "Searching for activation functions"
// (Ramachandran, Zoph and Le, 2017): ties are left out, and p_value is the probability of at least
// `wins` heads in wins + losses throws of a fair coin. 8 wins of 8 give 1/256. Without a decided
// pair it is 1.
struct SignTest {
  std::int64_t wins = 0;
  std::int64_t ties = 0;
  std::int64_t losses = 0;
  double p_value = 1.0;
};
SignTest sign_test(std::span<const double> a, std::span<const double> b);
// The same of counts. The least p that so many decided pairs can give is that of no loss.
double sign_test_p(std::int64_t wins, std::int64_t losses);

// Rank correlation of pairs, from -1 to 1; equal values share their mean rank (Spearman), or count
// as neither agreeing nor disagreeing (Kendall's tau-b). At least two pairs. NaN where all values
// of one side are equal: there is no order to compare.
double spearman_correlation(std::span<const double> a, std::span<const double> b);
double kendall_correlation(std::span<const double> a, std::span<const double> b);

// Percentile bootstrap of a correlation: pairs are drawn with replacement. A sample in which one
// side has no order is left out. At least three pairs; NaN where no sample has an order.
using Correlation = double (*)(std::span<const double> a, std::span<const double> b);
Interval bootstrap_correlation(Correlation correlation, std::span<const double> a,
                               std::span<const double> b, std::uint64_t seed,
                               double confidence = 0.95, std::int64_t resamples = 2000);

}  // namespace actlab::studies
