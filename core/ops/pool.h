// Pooling of images [N, H, W, C].
//
//   average_pool2d       y = sum of the window / (kernel * kernel); padding counts as zeros
//   max_pool2d           y = max of the window; padding never wins
//   global_average_pool  y[n, c] = mean over H and W                [N, H, W, C] -> [N, C]
//
// Shapes: y [N, (H + 2 padding - kernel) / stride + 1, likewise for W, C], rounded down.
// Gradients: each value of an average gets d_y / (kernel * kernel), the last of equal maxima gets
// all of d_y (the rule of max(a, b): ties go to the second). NaN passes through every pool.
// Throws Error for another rank, an empty image, kernel or stride below 1, padding above half of
// the kernel, and a kernel larger than the padded image. Kept for backward: nothing by the
// averages, the place of each maximum by max_pool2d.
#pragma once

#include <cstdint>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

struct PoolWindow {
  std::int64_t kernel = 2;
  std::int64_t stride = 2;
  std::int64_t padding = 0;
};

Tensor average_pool2d(const Tensor& input, const PoolWindow& window);
Tensor max_pool2d(const Tensor& input, const PoolWindow& window);
Tensor global_average_pool(const Tensor& input);

}  // namespace actlab
