// Flat loops of normalisation and activation over one block
// (core/kernels/channels/channel_blocks.h). Arrays are rows without gaps, but for those that come
// as rows with a step; a result may be the same array as an input of its loop.
#pragma once

#include <cstdint>
#include <span>

#include <actlab/core/kernels/vector/rows.h>

namespace actlab::kernels {

// The size of a block: whole rows, or a slice of one row.
struct ChannelRows {
  std::int64_t rows, channels;
};

// What one row adds to a sum of rows.
struct RowTerm {
  const float* row;
  float factor;
};

// Channel values and sums have one float a channel; sums over the rows of a block are added to what
// is there.
struct ChannelLoops {
  // result = a * b
  void (*multiply)(std::int64_t n, const float* a, const float* b, float* result);
  // sum = scale * (row[0] * factor[0] + row[1] * factor[1] + ...), + added where it is not null
  void (*sum_rows)(std::int64_t channels, std::span<const RowTerm> terms, float scale,
                   const float* added, float* sum);
  // sum += x - pivot;  squares += (x - pivot)^2
  void (*add_moments)(ChannelRows block, StridedRows x, const float* pivot, float* sum,
                      float* squares);
  // z = (x - mean) * scale + shift, + skip where it is not null
  void (*normalise)(ChannelRows block, StridedRows x, const float* mean, const float* scale,
                    const float* shift, const float* skip, float* z);
  // d_z = d_y, * derivative where it is not null;  sum += d_z;  sum_x += d_z * (x - mean)
  void (*add_gradient_sums)(ChannelRows block, const float* d_y, const float* derivative,
                            StridedRows x, const float* mean, float* d_z, float* sum, float* sum_x);
  // d_x = factor * d_z - slope * (x - mean) - offset, + added where it is not null; `added` has
  // d_x's step
  void (*input_gradient)(ChannelRows block, const float* d_z, StridedRows x, const float* mean,
                         const float* factor, const float* slope, const float* offset,
                         const float* added, float* d_x, std::int64_t d_x_step);
};

// Those of the active instruction set (core/kernels/vector/isa.h).
const ChannelLoops& channel_loops();

}  // namespace actlab::kernels
