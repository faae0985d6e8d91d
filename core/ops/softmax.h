// Softmax and its logarithm along the last axis.
//
//   softmax      y = exp(x - max x) / sum exp(x - max x)    d_x = y (d_y - sum d_y y)
//   log_softmax  y = x - max x - log sum exp(x - max x)     d_x = d_y - exp(y) sum d_y
//
// Shapes: any rank from 1 on, [..., K] to [..., K]. Taking the maximum off first keeps every
// exponential at most 1; sums are taken in double. Throws Error for a scalar.
// Kept for backward: the output.
#pragma once

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor softmax(const Tensor& input);
Tensor log_softmax(const Tensor& input);

}  // namespace actlab
