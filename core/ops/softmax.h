// Softmax and its logarithm along the last axis.
//
//   softmax      y = exp(x - max x) / sum exp(x - max x)    d_x = y (d_y - sum d_y y)
//   log_softmax  y = x - max x - log sum exp(x - max x)     d_x = d_y - exp(y) sum d_y
//
// Shapes: any rank from 1 on, [..., K] to [..., K]. Taking the maximum off first keeps every
// exponential at most 1; sums are taken in double.
//
// With a mask (sequence_mask.h), places that may not be seen take no part: softmax gives them 0,
// log_softmax -inf, and their d_x is 0, whatever stands there. A row that may see nothing, or
// nothing but -inf, has no largest: it is 0 everywhere (-inf for log_softmax), and so is its d_x.
//
// Throws Error for a scalar and for a mask that does not fit. Kept for backward: the output.
#pragma once

#include <actlab/core/ops/sequence_mask.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor softmax(const Tensor& input, const SequenceMask& mask = {});
Tensor log_softmax(const Tensor& input, const SequenceMask& mask = {});

}  // namespace actlab
