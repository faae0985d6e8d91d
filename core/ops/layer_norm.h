// Layer normalisation (Ba, Kiros, Hinton 2016, 1607.06450) along the last axis, of a tensor or of
// the sum of two.
//
//   h = (x - mean) r,   r = 1 / sqrt(variance + epsilon),   y = h weight + bias
//   d_x = r (g - mean(g) - h mean(g h))   with g = d_y weight
//   d_weight = sum of d_y h,   d_bias = sum of d_y       over all rows
//
// Shapes: x [..., K], weight and bias [K], y [..., K]. Mean and variance are those of a row's K
// values (divided by K), taken in double. A row of equal values gives the bias, and a gradient
// scaled by up to 1 / sqrt(epsilon).
//
// Throws Error for a scalar, for K = 0, and for weight, bias or residual of another shape;
// UsageError for an epsilon that is not above 0. Kept for backward: x, the residual, the weight,
// and three numbers a row; h is made again.
#pragma once

#include <actlab/core/tensor/tensor.h>

namespace actlab {

inline constexpr double kLayerNormEpsilon = 1e-5;

Tensor layer_norm(const Tensor& input, const Tensor& weight, const Tensor& bias,
                  double epsilon = kLayerNormEpsilon);
// The same of input + residual, which is added on the way and never stored: what stands behind each
// part of a post-norm Transformer. Input and residual have the same gradient.
Tensor residual_layer_norm(const Tensor& input, const Tensor& residual, const Tensor& weight,
                           const Tensor& bias, double epsilon = kLayerNormEpsilon);

}  // namespace actlab
