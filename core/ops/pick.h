// One element of each row, chosen by an index: the log-probability of the action taken.
//
//   y[...] = x[..., indices[...]]      x [..., K], indices and y [...]
//   d_x[..., indices[...]] = d_y[...], zero elsewhere
//
// Throws Error for a scalar, for indices of another shape than the rows', and for an index outside
// 0 to K - 1 (naming its row and value). Kept for backward: the indices.
#pragma once

#include <actlab/core/tensor/indices.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor pick(const Tensor& input, const Indices& indices);

}  // namespace actlab
