// Two-dimensional convolution of images (cross-correlation, as everywhere in deep learning):
//
//   output[n, y, x, o] = sum over ky, kx, i of
//       input[n, y stride.h + ky - padding.top, x stride.w + kx - padding.left, i]
//       * weight[ky, kx, i, o]
//     + skip[n, y, x, o]
//
// input [n, h, w, in], weight [kernel_h, kernel_w, in / groups, out],
// output [n, (h + padding.top + padding.bottom - kernel_h) / stride.h + 1, ..., out], rounded down.
// Pixels outside of the image count as 0. With groups, output channel o sees only the inputs of its
// own group. There is no bias: a batch_norm follows, or an add(). The skip, of the output's shape,
// is what a residual block adds; it may be left undefined, and costs less here than in a pass of
// its own.
//
// Keeps for backward the weight and, where the weight needs a gradient, the input. A deferred input
// (core/tensor/tensor.h) is made image by image, and only its recipe is kept. Throws Error where
// the shapes do not fit.
#pragma once

#include <cstdint>

#include <actlab/core/base/extent.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

struct Conv2dOptions {
  Extent stride = 1;
  Padding padding = 0;
  std::int64_t groups = 1;
};

Tensor conv2d(const Tensor& input, const Tensor& weight, Conv2dOptions options = {},
              const Tensor& skip = {});

}  // namespace actlab
