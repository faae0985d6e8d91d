#include <actlab/core/kernels/convolution/winograd_slab.h>

#include <algorithm>

#include <actlab/core/kernels/convolution/padded_image.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {
namespace {

// The same pixels of every image of a slab, [rows, columns, channels] each.
struct SlabPixels {
  const float* data;
  std::int64_t image_step, row_step, pixel_step;
};

SlabPixels copied(const Images& images, const WinogradSlab& slab, std::int64_t h, std::int64_t w,
                  std::int64_t channels, std::int64_t padding_top, std::int64_t left,
                  std::int64_t rows, std::int64_t columns, std::int64_t lane_channels,
                  Scratch& scratch) {
  const std::int64_t row_step = columns * lane_channels;
  float* copy = scratch.floats(slab.images * rows * row_step);
  const std::int64_t top = padding_top - kWinogradOutputs * slab.first_row;
  const std::int64_t begin = std::max<std::int64_t>(0, -top);  // the rows that are read
  const std::int64_t end = std::clamp(rows - top, begin, h);
  for (std::int64_t image = 0; image < slab.images; ++image) {
    Scratch made;
    const std::int64_t first_row = (slab.first_image + image) * h + begin;
    const StridedRows from = images.pixels(first_row * w, (end - begin) * w, channels, made);
    copy_padded({from.data, end - begin, w, channels, from.step}, top + begin, left, rows, columns,
                lane_channels, copy + image * rows * row_step);
  }
  return {copy, rows * row_step, row_step, lane_channels};
}

SlabTiles tiles_of(const WinogradProblem& problem, const WinogradSlab& slab,
                   const SlabPixels& pixels, const Destination& output) {
  SlabTiles result{{}, pixels.row_step, pixels.pixel_step};
  result.tiles.reserve(static_cast<std::size_t>(slab.tiles(problem)));
  for (std::int64_t image = 0; image < slab.images; ++image) {
    const float* from = pixels.data + image * pixels.image_step;
    for (std::int64_t row = 0; row < slab.rows; ++row) {
      for (std::int64_t column = 0; column < problem.tile_columns(); ++column) {
        const std::int64_t y = kWinogradOutputs * (slab.first_row + row);
        const std::int64_t x = kWinogradOutputs * column;
        const std::int64_t pixel =
            ((slab.first_image + image) * problem.output_h + y) * problem.output_w + x;
        const std::int64_t at = pixel * output.pixel_step(problem.out);
        result.tiles.push_back({.input = from + kWinogradOutputs * (row * pixels.row_step +
                                                                    column * pixels.pixel_step),
                                .output = output.values == nullptr ? nullptr : output.values + at,
                                .added = output.added_at(at),
                                .rows = problem.output_h - y,
                                .columns = problem.output_w - x});
      }
    }
  }
  return result;
}

// A slab's rows among those of all images of height h: the first, and how many.
PixelRange slab_rows(const WinogradSlab& slab, std::int64_t h) {
  const std::int64_t first = std::min(kWinogradOutputs * slab.first_row, h);
  const std::int64_t rows =
      slab.images > 1 ? slab.images * h : std::min(kWinogradOutputs * slab.rows, h - first);
  return {slab.first_image * h + first, rows};
}

Prefetch slab_memory(const WinogradSlab& slab, const float* images, std::int64_t h,
                     std::int64_t row_floats) {
  const PixelRange rows = slab_rows(slab, h);
  return {images + rows.first * row_floats, rows.count * row_floats};
}

}  // namespace

WinogradProblem WinogradProblem::forward(const ConvolutionShape& shape) {
  return {.n = shape.n,
          .input_h = shape.h,
          .input_w = shape.w,
          .in = shape.in,
          .output_h = shape.output_h(),
          .output_w = shape.output_w(),
          .out = shape.out,
          .top = shape.padding.top,
          .left = shape.padding.left};
}

WinogradProblem WinogradProblem::backward_input(const ConvolutionShape& shape) {
  return {.n = shape.n,
          .input_h = shape.output_h(),
          .input_w = shape.output_w(),
          .in = shape.out,
          .output_h = shape.h,
          .output_w = shape.w,
          .out = shape.in,
          .top = 2 - shape.padding.top,
          .left = 2 - shape.padding.left};
}

std::vector<WinogradSlab> winograd_slabs(const WinogradProblem& problem, std::int64_t begin,
                                         std::int64_t end, std::int64_t tiles) {
  const std::int64_t tile_rows = problem.tile_rows();
  const std::int64_t images = std::max<std::int64_t>(1, tiles / problem.image_tiles());
  const std::int64_t rows = std::clamp<std::int64_t>(tiles / problem.tile_columns(), 1, tile_rows);
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

SlabTiles SlabTiles::inputs(const WinogradProblem& problem, const WinogradSlab& slab,
                            const Images& input, const Destination& output, Scratch& scratch) {
  constexpr std::int64_t kOverlap = kWinogradInputs - kWinogradOutputs;
  const SlabPixels pixels = copied(
      input, slab, problem.input_h, problem.input_w, problem.in, problem.top, problem.left,
      kWinogradOutputs * slab.rows + kOverlap, kWinogradOutputs * problem.tile_columns() + kOverlap,
      whole_vectors(problem.in), scratch);
  return tiles_of(problem, slab, pixels, output);
}

SlabTiles SlabTiles::outputs(const WinogradProblem& problem, const WinogradSlab& slab,
                             const Images& output, Scratch& scratch) {
  const std::int64_t lane_channels = whole_vectors(problem.out);
  if (lane_channels == problem.out && problem.output_h % kWinogradOutputs == 0 &&
      problem.output_w % kWinogradOutputs == 0) {
    const PixelRange range = slab_pixels(problem, slab);
    const StridedRows pixels = output.pixels(range.first, range.count, problem.out, scratch);
    const std::int64_t row_step = problem.output_w * pixels.step;
    return tiles_of(problem, slab,
                    {pixels.data, problem.output_h * row_step, row_step, pixels.step}, nullptr);
  }
  const SlabPixels pixels =
      copied(output, slab, problem.output_h, problem.output_w, problem.out, 0, 0,
             kWinogradOutputs * slab.rows, kWinogradOutputs * problem.tile_columns(), lane_channels,
             scratch);
  return tiles_of(problem, slab, pixels, nullptr);
}

SlabTiles SlabTiles::results(const WinogradProblem& problem, const WinogradSlab& slab,
                             const Destination& output) {
  SlabTiles tiles = tiles_of(problem, slab, {output.values, 0, 0, 0}, output);
  tiles.pixel_step = output.pixel_step(problem.out);
  tiles.row_step = problem.output_w * tiles.pixel_step;
  return tiles;
}

WinogradBlock tile_block(const TransformedTiles& transformed, const SlabTiles& slab,
                         std::int64_t first, std::int64_t count, std::int64_t position) {
  return {.tile = slab.tiles.data() + first,
          .tiles = count,
          .row_step = slab.row_step,
          .pixel_step = slab.pixel_step,
          .channels = transformed.channels,
          .points = transformed.points + position * vector_lanes(),
          .point_step = transformed.point_step,
          .tile_step = transformed.tile_step};
}

PixelRange slab_pixels(const WinogradProblem& problem, const WinogradSlab& slab) {
  const PixelRange rows = slab_rows(slab, problem.output_h);
  return {rows.first * problem.output_w, rows.count * problem.output_w};
}

Prefetch slab_inputs(const WinogradProblem& problem, const WinogradSlab* slab, const float* input) {
  if (slab == nullptr || input == nullptr) return {};
  return slab_memory(*slab, input, problem.input_h, problem.input_w * problem.in);
}

Prefetch slab_outputs(const WinogradProblem& problem, const WinogradSlab* slab,
                      const float* output) {
  if (slab == nullptr || output == nullptr) return {};
  return slab_memory(*slab, output, problem.output_h, problem.output_w * problem.out);
}

}  // namespace actlab::kernels
