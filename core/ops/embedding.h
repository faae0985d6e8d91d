// Rows of a table, looked up by index: y[n] = weight[indices[n]].
//
// Shapes: weight [entries, width], N indices, y [N, width]. d_weight sums d_y over the places where
// an entry was looked up, in the order of the indices. Kept for backward: the indices.
// Throws Error for a weight of another rank and an index out of range (naming place and value).
#pragma once

#include <cstdint>
#include <span>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor embedding(const Tensor& weight, std::span<const std::int64_t> indices);

}  // namespace actlab
