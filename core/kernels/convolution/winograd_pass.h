// The transforms of Winograd convolution F(4x4, 3x3) over blocks of tiles.
// core/kernels/convolution/winograd_pass_simd.cpp has the arithmetic; convolution_winograd.cpp
// calls it.
//
// A tile is 4x4 outputs and the 6x6 inputs under them. The matrices are in
// winograd_matrices.h:
//
//   output tile   = A^T [ (G weight G^T) * (B^T input B) ] A
//   weight        = G^T [ (A output A^T) * (B^T input B) ] G      (of the gradients, summed)
//
// where * multiplies the 36 points one by one and, at each point, is a matrix product over channels
// (forward) or over tiles (gradient of the weight).
//
// Transformed tiles are stored for those products: [36][vectors of channels][tiles][lanes], with
// `point_step` floats from point to point and `tile_step` tiles from vector to vector.
#pragma once

#include <cstdint>

#include <actlab/core/kernels/vector/prefetch.h>

namespace actlab::kernels {

inline constexpr std::int64_t kWinogradOutputs = 4;  // a side of a tile of outputs
inline constexpr std::int64_t kWinogradInputs = 6;   // a side of a tile of inputs
inline constexpr std::int64_t kWinogradPoints = 36;
inline constexpr std::int64_t kWinogradTaps = 9;

// Where the pixels of each tile begin. Tiles on the lower and right edges of a result may stick
// out: only rows x columns of their outputs exist. What is `added` to the outputs may be null.
struct WinogradTile {
  const float* input;
  float* output;
  const float* added;
  std::int64_t rows, columns;
};

// Transforms of `tiles` tiles of `channels` channels, a multiple of the vector lanes. Neighbouring
// pixels are pixel_step floats apart, rows row_step.
struct WinogradBlock {
  const WinogradTile* tile;
  std::int64_t tiles;
  std::int64_t row_step, pixel_step;
  std::int64_t channels;
  float* points;
  std::int64_t point_step, tile_step;
};

// Weights to points, for the inputs [first, last) of `in`; out is a multiple of the vector lanes.
struct WinogradWeight {
  std::int64_t in, first, last, out;
  const float* taps;               // of input `first`
  std::int64_t tap_step, in_step;  // floats from tap to tap, and from input to input
  float* points;                   // of all inputs
  std::int64_t point_step;
};

// Points [36][in][out] to taps [3, 3, in, out], for the inputs [first, last).
struct WinogradWeightGradient {
  std::int64_t in, first, last, out;
  float* taps;
  const float* points;
  std::int64_t point_step;
};

//   output[point, tile, o] = sum over i of input[point, tile, i] * weight[point, i, o]
// The tiles of input and output are as above; weight is packed as ConvolutionPass::weight.
struct WinogradProducts {
  const float* input;
  const float* weight;
  float* output;
  std::int64_t input_point_step, weight_point_step, output_point_step;
  std::int64_t points, tiles, input_tile_step, output_tile_step;
  std::int64_t in, out;  // out is a multiple of the vector lanes
  Prefetch read_soon = {}, written_soon = {};
};

//   d_weight[point, i, o] (+)= sum over tiles of input[point, tile, i] * d_output[point, tile, o]
// d_weight is [in, out] at each point; both are multiples of the vector lanes.
struct WinogradWeightProducts {
  const float* input;
  const float* d_output;
  float* d_weight;
  std::int64_t input_point_step, d_output_point_step, d_weight_point_step;
  std::int64_t points, tiles, tile_step;
  std::int64_t in, out, d_weight_row_step;
  bool add;  // to d_weight, or overwrite it
  Prefetch read_soon = {}, also_read_soon = {};
};

struct WinogradKernels {
  void (*input)(const WinogradBlock&);  // points = B^T input B
  // output = A^T points A + added
  void (*output)(const WinogradBlock&, std::int64_t existing_channels);
  void (*d_output)(const WinogradBlock&);           // points = A input A^T, of 4x4 tiles
  void (*weight)(const WinogradWeight&);            // points = G taps G^T, packed
  void (*d_weight)(const WinogradWeightGradient&);  // taps = G^T points G
  void (*products)(const WinogradProducts&);
  void (*weight_products)(const WinogradWeightProducts&);
};

}  // namespace actlab::kernels
