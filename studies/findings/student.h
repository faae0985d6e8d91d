// Student's t ("The probable error of a mean", 1908): the interval of a mean over few seeds, and
// the paired test of two activations that were trained with the same seeds.
//
// Values are NaN-free, else Error. A diverged training has the accuracy 0.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <actlab/studies/findings/statistics.h>

namespace actlab::studies {

double mean(std::span<const double> values);  // at least one

// P(|T| >= |t|) with so many degrees of freedom, at least 1 (Abramowitz and Stegun, 26.7.3 and
// 26.7.4: a finite sum, exact for whole degrees).
double student_tails(double t, std::int64_t freedom);
// The t with student_tails(t, freedom) = tails, which lies between 0 and 1.
double student_quantile(double tails, std::int64_t freedom);

// The mean of a normal population lies there with the probability `confidence`. At least 2 values.
Interval mean_interval(std::span<const double> values, double confidence = 0.95);

// Is the mean of a[i] - b[i] other than 0? Two-sided. Fewer than 3 pairs decide nothing. Where all
// differences are one number other than 0, rounding has hidden their spread: the p-value is then
// that of the sign test, 2 / 2^pairs.
struct PairedTest {
  std::int64_t pairs = 0;
  double difference = 0.0;                // the mean; 0 without a pair
  std::optional<Interval> interval = {};  // 95 %, from 2 pairs on
  std::optional<double> p_value = {};     // from 3 pairs on
};
PairedTest paired_t_test(std::span<const double> a, std::span<const double> b);

// Holm's correction for several tests at once ("A simple sequentially rejective multiple test
// procedure", 1979): reject where the result is below the level. In the order of `p_values`.
std::vector<double> holm(std::span<const double> p_values);

}  // namespace actlab::studies
