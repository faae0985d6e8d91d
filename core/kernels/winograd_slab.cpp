#include "core/kernels/winograd_slab.h"

#include <algorithm>

#include "core/kernels/padded_image.h"

namespace actlab::kernels {

std::vector<WinogradSlab> winograd_slabs(const WinogradProblem& problem, std::int64_t begin,
                                         std::int64_t end, std::int64_t tiles) {
  const std::int64_t tile_rows = problem.tile_rows();
  const std::int64_t columns = problem.tile_columns();
  const std::int64_t images = std::max<std::int64_t>(1, tiles / (tile_rows * columns));
  const std::int64_t rows = std::clamp<std::int64_t>(tiles / columns, 1, tile_rows);
  std::vector<WinogradSlab> slabs;
  for (std::int64_t image = begin; image < end; image += images) {
    for (std::int64_t row = 0; row < tile_rows; row += rows) {
      slabs.push_back({.first_image = image,
                       .images = std::min(images, end - image),
                       .first_row = row,
                       .rows = std::min(rows, tile_rows - row)});
    }
  }
  return slabs;
}

SlabPixels SlabPixels::inputs(const WinogradProblem& problem, const WinogradSlab& slab,
                              const float* input, std::int64_t lane_channels, Scratch& scratch) {
  constexpr std::int64_t kOverlap = kWinogradInputs - kWinogradOutputs;
  const std::int64_t rows = kWinogradOutputs * slab.rows + kOverlap;
  const std::int64_t columns = kWinogradOutputs * problem.tile_columns() + kOverlap;
  SlabPixels pixels;
  pixels.pixel_step_ = lane_channels;
  pixels.row_step_ = columns * lane_channels;
  pixels.image_step_ = rows * pixels.row_step_;
  float* copy = scratch.floats(slab.images * pixels.image_step_);
  for (std::int64_t image = 0; image < slab.images; ++image) {
    const float* from =
        input + (slab.first_image + image) * problem.input_h * problem.input_w * problem.in;
    copy_padded({from, problem.input_h, problem.input_w, problem.in, problem.in},
                problem.padding - kWinogradOutputs * slab.first_row, problem.padding, rows, columns,
                lane_channels, copy + image * pixels.image_step_);
  }
  pixels.data_ = copy;
  return pixels;
}

SlabPixels SlabPixels::outputs(const WinogradProblem& problem, const WinogradSlab& slab,
                               const float* output, std::int64_t lane_channels, Scratch& scratch) {
  const std::int64_t image_elements = problem.output_h * problem.output_w * problem.out;
  const float* first = output + slab.first_image * image_elements;
  SlabPixels pixels;
  pixels.pixel_step_ = lane_channels;
  if (lane_channels == problem.out && problem.output_h % kWinogradOutputs == 0 &&
      problem.output_w % kWinogradOutputs == 0) {
    pixels.row_step_ = problem.output_w * problem.out;
    pixels.image_step_ = image_elements;
    pixels.data_ = first + kWinogradOutputs * slab.first_row * pixels.row_step_;
    return pixels;
  }
  const std::int64_t rows = kWinogradOutputs * slab.rows;
  const std::int64_t columns = kWinogradOutputs * problem.tile_columns();
  pixels.row_step_ = columns * lane_channels;
  pixels.image_step_ = rows * pixels.row_step_;
  float* copy = scratch.floats(slab.images * pixels.image_step_);
  for (std::int64_t image = 0; image < slab.images; ++image) {
    copy_padded({first + image * image_elements, problem.output_h, problem.output_w, problem.out,
                 problem.out},
                -kWinogradOutputs * slab.first_row, 0, rows, columns, lane_channels,
                copy + image * pixels.image_step_);
  }
  pixels.data_ = copy;
  return pixels;
}

}  // namespace actlab::kernels
