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
//   d_weight[ky, kx, i, o] = sum over n, y, x of
//       d_output[n, y, x, o] * input[n, y stride.h + ky - padding.top, x stride.w + ..., i]
//   d_input[n, v, u, i]    = sum over o and all ky, kx, y, x that read this pixel of
//       d_output[n, y, x, o] * weight[ky, kx, i, o]
//   d_skip                 = d_output
//
// Keeps for backward the weight and, where the weight needs a gradient, the input. Throws Error
// where the shapes do not fit. Where a normalisation and an activation stand before it, take
// normalised_conv2d.
#pragma once

#include <cstdint>

#include <actlab/core/base/extent.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab::kernels {
struct ConvolutionShape;
}

namespace actlab {

struct Conv2dOptions {
  Extent stride = 1;
  Padding padding = 0;  // a negative one leaves out as many pixels of its side
  std::int64_t groups = 1;
};

Tensor conv2d(const Tensor& input, const Tensor& weight, Conv2dOptions options = {},
              const Tensor& skip = {});

// What conv2d checks, for an operation that holds a convolution. They throw the errors of conv2d.
kernels::ConvolutionShape convolution_shape(const Shape& input, const Tensor& weight,
                                            const Conv2dOptions& options);
Shape convolution_output(const kernels::ConvolutionShape& shape);
void check_convolution_skip(const kernels::ConvolutionShape& shape, const Tensor& skip);

}  // namespace actlab
