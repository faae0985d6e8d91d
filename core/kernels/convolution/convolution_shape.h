// The sizes of a convolution.
#pragma once

#include <algorithm>
#include <cstdint>

#include <actlab/core/base/extent.h>

namespace actlab::kernels {

// All sizes are at least 1, except n, which may be 0; in and out are multiples of groups, and the
// padded image is no smaller than the kernel. A negative padding leaves out as many pixels of its
// side. Callers check.
struct ConvolutionShape {
  std::int64_t n = 0, h = 0, w = 0, in = 0, out = 0;
  Extent kernel = 1, stride = 1;
  Padding padding = 0;  // of known sides, not Padding::same()
  std::int64_t groups = 1;

  std::int64_t output_h() const { return windows(h + padding.height(), kernel.h, stride.h); }
  std::int64_t output_w() const { return windows(w + padding.width(), kernel.w, stride.w); }
  std::int64_t group_in() const { return in / groups; }
  std::int64_t group_out() const { return out / groups; }
  std::int64_t input_elements() const { return n * h * w * in; }
  std::int64_t output_elements() const { return n * output_h() * output_w() * out; }
  std::int64_t weight_elements() const { return kernel.area() * group_in() * out; }
  bool leaves_out_pixels() const {
    return std::min({padding.top, padding.bottom, padding.left, padding.right}) < 0;
  }
  // Of the plain definition: two for each product.
  double flops() const {
    return 2.0 * static_cast<double>(n * output_h() * output_w() * out) *
           static_cast<double>(kernel.area() * group_in());
  }
};

}  // namespace actlab::kernels
