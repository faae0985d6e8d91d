// A parameter's gradient over the slices of a batch: their mean, and how far they agree.
//
//   signal over noise = |mean over slices| / sqrt(sum over elements of the variance over slices)
//
// with the unbiased variance. It says how much of a step is direction and how much chance; from
// fewer than 8 slices it would be chance itself, and is not given.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab::dynamics {

inline constexpr std::int64_t kFewestSlices = 8;

class SliceGradients {
 public:
  void add(const Tensor& gradient);

  bool empty() const { return slices_ == 0; }
  std::vector<float> mean() const;
  double signal_over_noise() const;  // NaN where it is not given, or there is no noise

 private:
  std::int64_t slices_ = 0;
  std::vector<float> sum_;
  double squares_ = 0.0;  // of all elements of all slices
};

}  // namespace actlab::dynamics
