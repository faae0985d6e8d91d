// The transforms of Winograd convolution F(4x4, 3x3) over blocks of tiles.
// core/kernels/simd/winograd_pass.cpp has the arithmetic; convolution_winograd.cpp calls it.
//
// A tile is 4x4 outputs and the 6x6 inputs under them. With the matrices of winograd_transforms.h
//
//   output tile   = A^T [ (G weight G^T) * (B^T input B) ] A
//   weight        = G^T [ (A output A^T) * (B^T input B) ] G      (of the gradients, summed)
//
// where * multiplies the 36 points one by one and, at each point, is a matrix product over channels
// (forward) or over tiles (gradient of the weight). Transformed blocks are stored point by point:
// [36][tiles][channels], with `point_step` floats between points.
#pragma once

#include <cstdint>

namespace actlab::kernels {

inline constexpr std::int64_t kWinogradOutputs = 4;  // a side of a tile of outputs
inline constexpr std::int64_t kWinogradInputs = 6;   // a side of a tile of inputs
inline constexpr std::int64_t kWinogradPoints = 36;
inline constexpr std::int64_t kWinogradTiles = 16;  // most tiles in a block

// Where the pixels of each tile begin. Tiles on the lower and right edges of a result may stick
// out: only rows x columns of their outputs exist.
struct WinogradTile {
  const float* input;
  float* output;
  std::int64_t rows, columns;
};

// Transforms one block: `tiles` tiles of `channels` channels, a multiple of the vector lanes;
// neighbouring pixels are pixel_step floats apart, rows row_step.
struct WinogradBlock {
  const WinogradTile* tile;
  std::int64_t tiles;
  std::int64_t row_step, pixel_step;
  std::int64_t channels;
  float* points;
  std::int64_t point_step;
};

// Weights [3, 3, in, lanes] <-> [36][block][in][lanes of the block], as ConvolutionPass::weight.
struct WinogradWeight {
  std::int64_t in, out;  // out is a multiple of the vector lanes
  float* taps;           // [3, 3, in, out]
  float* points;
  std::int64_t point_step;
};

struct WinogradKernels {
  void (*input)(const WinogradBlock&);                                   // points = B^T input B
  void (*output)(const WinogradBlock&, std::int64_t existing_channels);  // output = A^T points A
  void (*d_output)(const WinogradBlock&);   // points = A input A^T, of 4x4 tiles
  void (*weight)(const WinogradWeight&);    // points = G taps G^T
  void (*d_weight)(const WinogradWeight&);  // taps = G^T points G, points [36][in][out] unpacked
};

}  // namespace actlab::kernels
