// What many numbers come to. Each kind of sum takes numbers in any portions and may be merged.
//
// Everything is summed in double, in chunks of a fixed size: the same bits at any number of
// threads.
#pragma once

#include <cstdint>
#include <span>

#include <actlab/dynamics/histogram.h>

namespace actlab::dynamics {

// Floats of a chunk: they stay in the cache between two passes.
inline constexpr std::int64_t kSumChunk = 1 << 15;

// The bump of Swish (1710.05941, section 4): where it lies below zero and is not monotone.
inline constexpr double kBumpLow = -5.0;
inline constexpr double kBumpHigh = 0.0;
// The share of N(0, 1) in it.
inline constexpr double kBumpOfNormal = 0.49999971334842812;

// Mean and deviation of finite values; the others are counted.
struct Moments {
  std::int64_t count = 0;
  std::int64_t not_finite = 0;
  double mean = 0.0;
  double squares = 0.0;  // sum of (value - mean)^2

  double deviation() const;    // sqrt(squares / count); NaN of none, as are the others
  double mean_square() const;  // of the values themselves
  void merge(const Moments& other);
};
Moments moments(std::span<const float> values);

// Values of z or y: their moments, histogram, and how many lie in the bump, borders included.
class ValueSums {
 public:
  void add(std::span<const float> values);
  void merge(const ValueSums& other);

  const Moments& moments() const { return moments_; }
  Histogram histogram() const { return bins_.histogram(); }
  double bump_share() const;  // of finite values; NaN of none

 private:
  void add_chunk(std::span<const float> values);

  Moments moments_;
  std::int64_t in_bump_ = 0;
  Bins bins_{Scale::value};
};

// The root mean square of gradients, each times a factor.
class GradientSums {
 public:
  void add(std::span<const float> gradient, double factor = 1.0);
  // The same, of so many numbers whose squares were summed before.
  void add_squares(double squares, std::int64_t count, double factor);
  double root_mean_square() const;  // NaN of none
  std::int64_t count() const { return count_; }

 private:
  std::int64_t count_ = 0;
  double squares_ = 0.0;
};

// Sum of a[i] * b[i].
double dot(std::span<const float> a, std::span<const float> b);
// Sum of (b[i] - a[i])^2: 0 exactly where all are equal.
double squared_distance(std::span<const float> a, std::span<const float> b);
// The cosine of the angle between two vectors; NaN where one has no length.
double cosine(std::span<const float> a, std::span<const float> b);

// log10 of the deviation of what was added to a weight over the deviation of the weight before it;
// NaN unless both are above zero.
double log_update_ratio(std::span<const float> before, std::span<const float> after);

Bins binned(Scale scale, std::span<const float> values, float factor = 1.0f);

}  // namespace actlab::dynamics
