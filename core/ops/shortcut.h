// The parameter-free shortcut of residual networks (He et al., 2015, option A): every stride-th row
// and column, and zero channels added evenly on both sides.
//
//   y[n, i, j, before + c] = x[n, i stride, j stride, c],  before = (out_channels - C) / 2
//
// Shapes: x [N, H, W, C], y [N, ceil(H / stride), ceil(W / stride), out_channels]; the odd channel
// of an odd difference is added behind. Backward puts the gradient back where it came from; nothing
// is kept. Throws Error for another rank, a stride below 1, and fewer channels than the input has.
#pragma once

#include <cstdint>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor shortcut_a(const Tensor& input, std::int64_t stride, std::int64_t out_channels);

}  // namespace actlab
