// The piece of a batch that one thread works on at a time in Winograd convolution: some rows of
// tiles of some images, copied with their padding into scratch, small enough for the L2 cache.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/scratch.h"
#include "core/kernels/winograd_pass.h"

namespace actlab::kernels {

// A stride-1 3x3 convolution as its tiles see it; for the gradient of the input, input and output
// are exchanged.
struct WinogradProblem {
  std::int64_t n;
  std::int64_t input_h, input_w, in;
  std::int64_t output_h, output_w, out;
  std::int64_t padding;

  std::int64_t tile_rows() const { return (output_h + kWinogradOutputs - 1) / kWinogradOutputs; }
  std::int64_t tile_columns() const { return (output_w + kWinogradOutputs - 1) / kWinogradOutputs; }
};

// Tile rows [first_row, first_row + rows) of the images [first_image, first_image + images).
struct WinogradSlab {
  std::int64_t first_image, images, first_row, rows;
};

// Cuts images [begin, end) into slabs of at most about `tiles` tiles.
std::vector<WinogradSlab> winograd_slabs(const WinogradProblem& problem, std::int64_t begin,
                                         std::int64_t end, std::int64_t tiles);

// The pixels under the tiles of a slab, with channels filled up with zeros to `lane_channels`.
class SlabPixels {
 public:
  // 6x6 inputs a tile, 4 apart, with the padding of the convolution.
  static SlabPixels inputs(const WinogradProblem& problem, const WinogradSlab& slab,
                           const float* input, std::int64_t lane_channels, Scratch& scratch);
  // 4x4 outputs a tile; not copied where tiles and vectors cover the image exactly.
  static SlabPixels outputs(const WinogradProblem& problem, const WinogradSlab& slab,
                            const float* output, std::int64_t lane_channels, Scratch& scratch);

  std::int64_t pixel_step() const { return pixel_step_; }
  std::int64_t row_step() const { return row_step_; }
  // Of the tile in row `y` of the slab's rows and column `x`.
  const float* tile(std::int64_t image, std::int64_t y, std::int64_t x) const {
    return data_ + image * image_step_ + kWinogradOutputs * (y * row_step_ + x * pixel_step_);
  }

 private:
  const float* data_ = nullptr;
  std::int64_t image_step_ = 0, row_step_ = 0, pixel_step_ = 0;
};

}  // namespace actlab::kernels
