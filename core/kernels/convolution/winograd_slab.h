// What the drivers of Winograd convolution share: the piece of a batch that one thread works on at
// a time, the padded copy of its pixels, and buffers of transformed tiles.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_shape.h>
#include <actlab/core/kernels/convolution/images.h>
#include <actlab/core/kernels/convolution/winograd_pass.h>
#include <actlab/core/kernels/convolution/winograd_points.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

// A stride-1 3x3 convolution as its tiles see it.
struct WinogradProblem {
  std::int64_t n;
  std::int64_t input_h, input_w, in;
  std::int64_t output_h, output_w, out;
  std::int64_t top, left;  // padding before the input

  static WinogradProblem forward(const ConvolutionShape& shape);
  // The gradient of the input is a convolution of d_output.
  static WinogradProblem backward_input(const ConvolutionShape& shape);

  std::int64_t tile_rows() const { return (output_h + kWinogradOutputs - 1) / kWinogradOutputs; }
  std::int64_t tile_columns() const { return (output_w + kWinogradOutputs - 1) / kWinogradOutputs; }
  std::int64_t image_tiles() const { return tile_rows() * tile_columns(); }
};

// Tile rows [first_row, first_row + rows) of the images [first_image, first_image + images).
struct WinogradSlab {
  std::int64_t first_image, images, first_row, rows;

  std::int64_t tiles(const WinogradProblem& problem) const {
    return images * rows * problem.tile_columns();
  }
};

// Cuts images [begin, end) into slabs of at most `tiles` tiles, or of one row of tiles.
std::vector<WinogradSlab> winograd_slabs(const WinogradProblem& problem, std::int64_t begin,
                                         std::int64_t end, std::int64_t tiles);

// The tiles of a slab and the pixels they read, with channels filled up to whole vectors.
struct SlabTiles {
  std::vector<WinogradTile> tiles;
  std::int64_t row_step, pixel_step;  // of the pixels that are read

  // 6x6 inputs a tile, 4 apart, padded, copied into scratch. Results belong into `output`,
  // whose values may be null where the tiles are only read.
  static SlabTiles inputs(const WinogradProblem& problem, const WinogradSlab& slab,
                          const Images& input, const Destination& output, Scratch& scratch);
  // 4x4 outputs a tile; copied only where tiles and vectors do not cover the image exactly.
  static SlabTiles outputs(const WinogradProblem& problem, const WinogradSlab& slab,
                           const Images& output, Scratch& scratch);
  // Only where results belong.
  static SlabTiles results(const WinogradProblem& problem, const WinogradSlab& slab,
                           const Destination& output);

  std::int64_t count() const { return static_cast<std::int64_t>(tiles.size()); }
};

// `count` tiles of a slab from `first` on, at tile `position` of transformed ones.
WinogradBlock tile_block(const TransformedTiles& transformed, const SlabTiles& slab,
                         std::int64_t first, std::int64_t count, std::int64_t position);

// The pixels of the result that a slab makes, all images counted through.
struct PixelRange {
  std::int64_t first, count;
};
PixelRange slab_pixels(const WinogradProblem& problem, const WinogradSlab& slab);

// The memory of a slab's own rows, to be fetched early: nothing without a slab or a memory.
Prefetch slab_inputs(const WinogradProblem& problem, const WinogradSlab* slab, const float* input);
Prefetch slab_outputs(const WinogradProblem& problem, const WinogradSlab* slab,
                      const float* output);

}  // namespace actlab::kernels
