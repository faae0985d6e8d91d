// The two inner passes of direct convolution: one image and one group of channels, in strides.
// core/kernels/convolution/convolution_pass_simd.cpp has the register tiles; convolution_direct.cpp
// calls them.
#pragma once

#include <cstdint>

#include <actlab/core/kernels/vector/prefetch.h>

namespace actlab::kernels {

// Output channels are worked on in blocks of this many vector registers; the last block may be one.
inline constexpr std::int64_t kVectorsPerBlock = 2;

//   output[y, x, o] = sum over ky, kx, i of
//       input[y * row_step + x * pixel_step + ky * tap_row_step + kx * tap_column_step + i]
//       * weight[ky, kx, i, o]
//   + added[y, x, o], which lies as output does and may be null
// Steps are in floats. `weight` is packed block by block: [block][ky][kx][i][lanes of the block],
// with zeros in the lanes past `out`. The image must already have its padding.
struct ConvolutionPass {
  const float* input;
  std::int64_t row_step, pixel_step;  // between the inputs of neighbouring output rows, pixels
  std::int64_t tap_rows, tap_columns, tap_row_step, tap_column_step;
  std::int64_t in, out;
  const float* weight;
  float* output;
  const float* added;
  std::int64_t rows, columns, output_row_step, output_pixel_step;
  Prefetch read_soon = {}, also_read_soon = {}, written_soon = {};
};

//   d_weight[ky, i, o] += sum over y, x of
//       input[y * row_step + x * pixel_step + ky * tap_row_step + i] * d_output[y, x, o]
// `in` counts all the contiguous inputs under one row of taps. `out` is a multiple of the vector
// lanes, and d_weight is dense.
struct ConvolutionWeightPass {
  const float* input;
  std::int64_t row_step, pixel_step;
  std::int64_t tap_rows, tap_row_step;
  std::int64_t in, out;
  const float* d_output;
  std::int64_t rows, columns, d_output_row_step, d_output_pixel_step;
  float* d_weight;
  Prefetch read_soon = {}, also_read_soon = {};
};

}  // namespace actlab::kernels
