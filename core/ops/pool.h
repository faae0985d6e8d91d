// Pooling of images [N, H, W, C].
//
//   average_pool2d       y = sum of the window / its pixels; padding counts as zeros, or not at all
//                        where count_include_pad is false
//   max_pool2d           y = max of the window; padding never wins
//   global_average_pool  y[n, c] = mean over H and W                [N, H, W, C] -> [N, C]
//
// Shapes: y [N, (H + top + bottom - kernel.h) / stride.h + 1, likewise for W, C], rounded down.
// Gradients: each value of an average gets d_y / (pixels that count), the last of equal maxima gets
// all of d_y (the rule of max(a, b): ties go to the second). NaN passes through every pool.
// N may be 0. Throws Error for another rank, an empty image, kernel or stride below 1, padding on a
// side above half of the kernel, a kernel larger than the padded image, and windows of max_pool2d
// above 65,536 pixels. Kept for backward: nothing by the averages, two bytes for each maximum by
// max_pool2d: its place in the window.
#pragma once

#include <cstdint>

#include <actlab/core/base/extent.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

struct PoolWindow {
  Extent kernel = 2;
  Extent stride = 2;
  Padding padding = 0;
  bool count_include_pad = true;  // of averages
};

Tensor average_pool2d(const Tensor& input, const PoolWindow& window);
Tensor max_pool2d(const Tensor& input, const PoolWindow& window);
Tensor global_average_pool(const Tensor& input);

}  // namespace actlab
