// The fully connected layer, in PyTorch's convention.
//
//   y = x weight^T + bias     x [..., in], weight [out, in], bias [out], y [..., out]
//   d_x = d_y weight          d_weight = d_y^T x          d_bias = sum of d_y
//
// The sums of d_weight and d_bias are over all leading axes. Throws Error where the shapes do not
// fit. Kept for backward: x where the weight needs a gradient, the weight where x does.
#pragma once

#include <functional>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

// `bias` may be left undefined.
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {});
// Keeps `again` in place of x, and calls it in backward: it must return the same values.
Tensor linear(const Tensor& input, std::function<Tensor()> again, const Tensor& weight,
              const Tensor& bias = {});

}  // namespace actlab
