// The fully connected layer, in PyTorch's convention.
//
//   y = x weight^T + bias     x [N, in], weight [out, in], bias [out], y [N, out]
//   d_x = d_y weight          d_weight = d_y^T x          d_bias = sum over N of d_y
//
// Throws Error where the shapes do not fit. Kept for backward: x where the weight needs a gradient,
// the weight where x does.
#pragma once

#include <actlab/core/tensor/tensor.h>

namespace actlab {

// `bias` may be left undefined.
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {});

}  // namespace actlab
