// Rows of a table, looked up by index: y[..., :] = weight[indices[...], :].
//
// Shapes: weight [entries, width], indices [...] of any rank, y [..., width]. d_weight sums d_y
// over the places where an entry was looked up, in the order of the indices, and adds to what has
// gathered already: the gradients of several uses of one table meet in one place. Kept for
// backward: the indices. Throws Error for a weight of another rank and an index out of range
// (naming place and value).
#pragma once

#include <actlab/core/tensor/indices.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor embedding(const Tensor& weight, const Indices& indices);

}  // namespace actlab
