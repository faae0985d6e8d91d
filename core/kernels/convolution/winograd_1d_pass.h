// The transforms of one-dimensional Winograd convolution F(4, r), along the rows or the columns of
// an image. core/kernels/convolution/winograd_1d_pass_simd.cpp has the arithmetic, winograd_1d.cpp
// calls it.
//
// A line is a row of pixels for a kernel of 1 x r, a column for r x 1. A tile is 4 outputs of a
// line and the r + 3 inputs under them:
//
//   output tile = A^T [ (G weight) * (B^T input) ]
//   weight      = G^T [ (A output) * (B^T input) ]      (of the gradients, summed)
//
// where * multiplies the r + 3 points one by one and, at each point, is a matrix product over
// channels, or over tiles: those of the square convolution (winograd_pass.h), whose form
// transformed tiles and weights have, with as many points.
#pragma once

#include <cstdint>

#include <actlab/core/kernels/convolution/winograd_pass.h>

namespace actlab::kernels {

inline constexpr std::int64_t kWinograd1dOutputs = 4;  // of a tile

// The tiles of some lines, one line after the other. Pixels of a line are pixel_step floats apart.
struct Winograd1dBlock {
  std::int64_t lines, line_tiles;
  std::int64_t line_step, pixel_step;
  std::int64_t channels;  // a multiple of the vector lanes
  float* points;
  std::int64_t point_step, tile_step;
};

struct Winograd1dKernels {
  std::int64_t taps, points;
  // points = B^T input, or A output, from the first pixel of the first line on, where all of the
  // tiles exist.
  void (*input)(const Winograd1dBlock&, const float* pixels);
  void (*d_output)(const Winograd1dBlock&, const float* pixels);
  // `to` = A^T points, + added where it is not null: the outputs of a line that exist, and the
  // channels.
  void (*output)(const Winograd1dBlock&, std::int64_t length, std::int64_t existing_channels,
                 const float* added, float* to);
  void (*weight)(const WinogradWeight&);            // points = G taps, packed
  void (*d_weight)(const WinogradWeightGradient&);  // taps = G^T points
};

}  // namespace actlab::kernels
