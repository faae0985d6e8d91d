#include <actlab/dynamics/statistics.h>

#include <cmath>
#include <limits>
#include <vector>

#include <actlab/dynamics/in_chunks.h>

namespace actlab::dynamics {
namespace {

constexpr std::int64_t kChunk = 1 << 15;  // floats: they stay in the cache between two passes
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::int64_t size_of(std::span<const float> values) {
  return static_cast<std::int64_t>(values.size());
}

std::span<const float> part(std::span<const float> values, std::int64_t begin, std::int64_t end) {
  return values.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

// Two passes: the sum of squares about the chunk's own mean loses no digits.
Moments chunk_moments(std::span<const float> values) {
  Moments result;
  double sum = 0.0;
  for (const float value : values) {
    const bool finite = std::isfinite(value);
    result.count += finite ? 1 : 0;
    sum += finite ? static_cast<double>(value) : 0.0;
  }
  result.not_finite = size_of(values) - result.count;
  if (result.count == 0) return result;
  result.mean = sum / static_cast<double>(result.count);
  for (const float value : values) {
    const double off = std::isfinite(value) ? static_cast<double>(value) - result.mean : 0.0;
    result.squares += off * off;
  }
  return result;
}

struct Sum {
  double value = 0.0;
  void merge(const Sum& other) { value += other.value; }
};

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
  return summed_in_chunks(size_of(values), kChunk, Moments{},
                          [&](Moments& sum, std::int64_t begin, std::int64_t end) {
                            sum = chunk_moments(part(values, begin, end));
                          });
}

void ValueSums::add(std::span<const float> values) {
  merge(summed_in_chunks(size_of(values), kChunk, ValueSums(),
                         [&](ValueSums& sum, std::int64_t begin, std::int64_t end) {
                           sum.add_chunk(part(values, begin, end));
                         }));
}

void ValueSums::add_chunk(std::span<const float> values) {
  moments_ = chunk_moments(values);
  bins_.add(values);
  for (const float value : values) {
    const bool inside =
        value >= static_cast<float>(kBumpLow) && value <= static_cast<float>(kBumpHigh);
    in_bump_ += inside ? 1 : 0;
  }
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
  squares_ += factor * factor * dot(gradient, gradient);
  count_ += size_of(gradient);
}

double GradientSums::root_mean_square() const { return std::sqrt(ratio(squares_, count_)); }

double dot(std::span<const float> a, std::span<const float> b) {
  return summed_in_chunks(size_of(a), kChunk, Sum{},
                          [&](Sum& sum, std::int64_t begin, std::int64_t end) {
                            for (auto i = static_cast<std::size_t>(begin);
                                 i < static_cast<std::size_t>(end); ++i) {
                              sum.value += static_cast<double>(a[i]) * static_cast<double>(b[i]);
                            }
                          })
      .value;
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
  return summed_in_chunks(size_of(values), kChunk, Bins(scale),
                          [&](Bins& bins, std::int64_t begin, std::int64_t end) {
                            bins.add(part(values, begin, end), factor);
                          });
}

}  // namespace actlab::dynamics
