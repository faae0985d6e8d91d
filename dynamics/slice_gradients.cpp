#include <actlab/dynamics/slice_gradients.h>

#include <cmath>
#include <limits>

#include <actlab/dynamics/statistics.h>

namespace actlab::dynamics {

void SliceGradients::add(const Tensor& gradient) {
  const auto values = gradient.values();
  sum_.resize(values.size(), 0.0f);
  for (std::size_t i = 0; i < values.size(); ++i) sum_[i] += values[i];
  squares_ += dot(values, values);
  ++slices_;
}

std::vector<float> SliceGradients::mean() const {
  std::vector<float> result = sum_;
  const auto count = static_cast<float>(slices_);
  for (float& value : result) value /= count;
  return result;
}

double SliceGradients::signal_over_noise() const {
  if (slices_ < kFewestSlices) return std::numeric_limits<double>::quiet_NaN();
  const auto count = static_cast<double>(slices_);
  const double signal = dot(sum_, sum_) / (count * count);  // of the mean, squared
  const double noise = (squares_ - count * signal) / (count - 1.0);
  return noise > 0.0 ? std::sqrt(signal / noise) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace actlab::dynamics
