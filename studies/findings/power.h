// What so many seeds can show: the power of the paired t-test (student.h), before anything is
// trained. The differences of two activations, seed by seed, are taken as normal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace actlab::studies {

// P(T <= t) of the noncentral Student distribution (Johnson and Welch, 1940): T = (Z + shift) /
// sqrt(chi^2 / freedom). To 1e-9.
double noncentral_student_below(double t, std::int64_t freedom, double shift);

// The probability that the two-sided test at `level` sees a mean difference of `difference`, where
// single differences have the standard deviation `spread`. 0 with fewer than 3 pairs, which
// paired_t_test does not judge.
double paired_test_power(double difference, double spread, std::int64_t pairs, double level);

// The least difference that is seen with the probability `power`; nothing with fewer than 3 pairs.
// `comparisons` at once lower the level as the first step of Holm's correction does.
std::optional<double> smallest_difference(double spread, std::int64_t pairs,
                                          std::int64_t comparisons = 1, double level = 0.05,
                                          double power = 0.8);

}  // namespace actlab::studies
