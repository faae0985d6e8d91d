#include <actlab/dynamics/statistics.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <actlab/core/kernels/rows/row_loops.h>
#include <actlab/dynamics/in_chunks.h>

namespace actlab::dynamics {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::int64_t size_of(std::span<const float> values) {
  return static_cast<std::int64_t>(values.size());
}

std::span<const float> part(std::span<const float> values, std::int64_t begin, std::int64_t end) {
  return values.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

// Sum of (second - first)^2, in a few lanes that do not wait for each other.
double gap_sum(std::span<const float> first, std::span<const float> second) {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> sums{};
  const auto add = [&](std::size_t lane, std::size_t i) {
    const double gap = static_cast<double>(second[i]) - static_cast<double>(first[i]);
    sums[lane] += gap * gap;
  };
  const std::size_t whole = first.size() / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) add(lane, i + lane);
  }
  for (std::size_t i = whole; i < first.size(); ++i) add(0, i);
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

// About `pivot`, a number from among them, so that the squares lose no digits. NaN stays NaN.
Moments moments_about(double pivot, std::span<const float> values) {
  double sum = 0.0, squares = 0.0;
  kernels::row_loops().moment_sums(size_of(values), values.data(), pivot, &sum, &squares);
  const auto count = static_cast<double>(values.size());
  const double mean = sum / count;
  return {size_of(values), 0, pivot + mean, std::max(squares - count * mean * mean, 0.0)};
}

Moments chunk_moments(std::span<const float> values) {
  if (values.empty()) return {};
  const Moments all = moments_about(static_cast<double>(values.front()), values);
  if (std::isfinite(all.squares)) return all;
  std::vector<float> finite;  // rarely needed
  for (const float value : values) {
    if (std::isfinite(value)) finite.push_back(value);
  }
  Moments result;
  if (!finite.empty()) result = moments_about(static_cast<double>(finite.front()), finite);
  result.not_finite = size_of(values) - std::ssize(finite);
  return result;
}

struct Sum {
  double value = 0.0;
  void merge(const Sum& other) { value += other.value; }
};

// The sum of what `of_part` makes of each chunk of both.
template <class OfPart>
double sum_over(std::span<const float> a, std::span<const float> b, const OfPart& of_part) {
  return summed_in_chunks(size_of(a), kSumChunk, Sum{},
                          [&](Sum& sum, std::int64_t begin, std::int64_t end) {
                            sum.value = of_part(part(a, begin, end), part(b, begin, end));
                          })
      .value;
}

double ratio(double amount, std::int64_t count) {
  return count > 0 ? amount / static_cast<double>(count) : kNaN;
}

}  // namespace

double Moments::deviation() const { return std::sqrt(ratio(squares, count)); }
double Moments::mean_square() const { return ratio(squares, count) + mean * mean; }

// Chan, Golub & LeVeque 1979.
void Moments::merge(const Moments& other) {
  not_finite += other.not_finite;
  if (other.count == 0) return;
  const double all = static_cast<double>(count + other.count);
  const double share = static_cast<double>(other.count) / all;
  const double apart = other.mean - mean;
  squares += other.squares + apart * apart * static_cast<double>(count) * share;
  mean += apart * share;
  count += other.count;
}

Moments moments(std::span<const float> values) {
  return summed_in_chunks(size_of(values), kSumChunk, Moments{},
                          [&](Moments& sum, std::int64_t begin, std::int64_t end) {
                            sum = chunk_moments(part(values, begin, end));
                          });
}

void ValueSums::add(std::span<const float> values) {
  merge(summed_in_chunks(size_of(values), kSumChunk, ValueSums(),
                         [&](ValueSums& sum, std::int64_t begin, std::int64_t end) {
                           sum.add_chunk(part(values, begin, end));
                         }));
}

void ValueSums::add_chunk(std::span<const float> values) {
  moments_ = chunk_moments(values);
  bins_.add(values);
  in_bump_ += kernels::row_loops().count_between(
      size_of(values), values.data(), static_cast<float>(kBumpLow), static_cast<float>(kBumpHigh));
}

void ValueSums::merge(const ValueSums& other) {
  moments_.merge(other.moments_);
  in_bump_ += other.in_bump_;
  bins_.merge(other.bins_);
}

double ValueSums::bump_share() const {
  return ratio(static_cast<double>(in_bump_), moments_.count);
}

void GradientSums::add(std::span<const float> gradient, double factor) {
  add_squares(dot(gradient, gradient), size_of(gradient), factor);
}

void GradientSums::add_squares(double squares, std::int64_t count, double factor) {
  squares_ += factor * factor * squares;
  count_ += count;
}

double GradientSums::root_mean_square() const { return std::sqrt(ratio(squares_, count_)); }

double dot(std::span<const float> a, std::span<const float> b) {
  return sum_over(a, b, [](std::span<const float> x, std::span<const float> y) {
    return kernels::row_loops().dot(size_of(x), x.data(), y.data());
  });
}

double squared_distance(std::span<const float> a, std::span<const float> b) {
  return sum_over(a, b, gap_sum);
}

double cosine(std::span<const float> a, std::span<const float> b) {
  const double lengths = std::sqrt(dot(a, a)) * std::sqrt(dot(b, b));
  return lengths > 0.0 ? dot(a, b) / lengths : kNaN;
}

double log_update_ratio(std::span<const float> before, std::span<const float> after) {
  std::vector<float> update(before.size());
  for (std::size_t i = 0; i < before.size(); ++i) update[i] = after[i] - before[i];
  const double moved = moments(update).deviation();
  const double weight = moments(before).deviation();
  return moved > 0.0 && weight > 0.0 ? std::log10(moved / weight) : kNaN;
}

Bins binned(Scale scale, std::span<const float> values, float factor) {
  return summed_in_chunks(size_of(values), kSumChunk, Bins(scale),
                          [&](Bins& bins, std::int64_t begin, std::int64_t end) {
                            bins.add(part(values, begin, end), factor);
                          });
}

}  // namespace actlab::dynamics
