// Layer normalisation of [rows, width] data: each row on its own, with one weight and one bias a
// column. A `residual` that is not null is added to x as it is read, so that the sum is never in
// memory.
//
//   forward    reads x and residual, writes y
//   backward   reads x, residual and d_y, writes d_x; a row stays in the cache between its passes
//
// Parallel, with the same bits at any number of threads: rows are independent, and the sums for
// weight and bias are taken in chunks of rows that depend on the shape alone (floats for 16 rows,
// doubles from there on), added in order.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/kernels/rows/row_loops.h>

namespace actlab::kernels {

struct LayerNormInput {
  std::int64_t rows, width;
  const float* x;
  const float* residual;  // may be null
};

// Mean and variance in double, the variance from centred values. Returns what backward needs to
// make the normalised rows again.
std::vector<RowNormalisation> layer_norm_forward(const LayerNormInput& input, const float* weight,
                                                 const float* bias, double epsilon, float* y);

struct ColumnSums {
  std::vector<double> d_weight, d_bias;  // [width]
};

// d_x may be null, or d_y.
ColumnSums layer_norm_backward(const LayerNormInput& input,
                               const std::vector<RowNormalisation>& normalisation,
                               const float* weight, const float* d_y, float* d_x);

}  // namespace actlab::kernels
