// One element of each row, chosen by an index: the log-probability of the action taken.
//
//   y[n] = x[n, indices[n]]      x [N, K], y [N]
//   d_x[n, indices[n]] = d_y[n], zero elsewhere
//
// Throws Error for an input of another rank, another number of indices than N, and an index outside
// 0 to K - 1 (naming its row and value). Kept for backward: the indices.
#pragma once

#include <cstdint>
#include <span>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor pick(const Tensor& input, std::span<const std::int64_t> indices);

}  // namespace actlab
