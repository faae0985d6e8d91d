// Winograd convolution, in words:
//
//   forward            transform the weights once; for each slab of tiles in parallel:
//                        copy its inputs with their padding into scratch;
//                        for each block of tiles: transform the inputs; at each of the 36 points
//                        multiply [tiles, in] by [in, out]; transform back into the output.
//   gradient of input  the same over d_output, with the weights turned by half a circle and in
//                      and out exchanged.
//   gradient of weight for each chunk of images in parallel, slab by slab and block by block:
//                        transform inputs and output gradients; at each point add up
//                        [in, tiles] x [tiles, out];
//                      transform back once a chunk, and add the chunks in order.
//
// A 1x1 convolution over a row of tiles is the product wanted at a point, so the register-tiled
// passes of direct convolution do it.
#include "core/kernels/convolution_winograd.h"

#include <algorithm>

#include "core/base/parallel.h"
#include "core/base/scratch.h"
#include "core/kernels/convolution_pass.h"
#include "core/kernels/weight_gradient_chunks.h"
#include "core/kernels/winograd_pass.h"
#include "core/kernels/winograd_slab.h"

namespace actlab::kernels {
namespace {

constexpr std::int64_t kSlabTiles = 64;
constexpr std::int64_t kWinogradTiles = 32;
constexpr std::int64_t kTaps = 9;

std::int64_t round_up(std::int64_t value, std::int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

// Between points: one cache line more than the values, lest all 36 fall into the same cache sets.
std::int64_t point_step(std::int64_t values) { return round_up(values, 16) + 16; }

WinogradProblem forward_problem(const ConvolutionShape& shape) {
  return {.n = shape.n,
          .input_h = shape.h,
          .input_w = shape.w,
          .in = shape.in,
          .output_h = shape.output_h(),
          .output_w = shape.output_w(),
          .out = shape.out,
          .padding = shape.padding};
}

WinogradProblem backward_problem(const ConvolutionShape& shape) {
  return {.n = shape.n,
          .input_h = shape.output_h(),
          .input_w = shape.output_w(),
          .in = shape.out,
          .output_h = shape.h,
          .output_w = shape.w,
          .out = shape.in,
          .padding = 2 - shape.padding};
}

// All tiles of a slab; `output` is the whole result, or null where tiles are only read.
std::vector<WinogradTile> tiles_of(const WinogradProblem& problem, const WinogradSlab& slab,
                                   const SlabPixels& pixels, float* output) {
  std::vector<WinogradTile> tiles;
  tiles.reserve(static_cast<std::size_t>(slab.images * slab.rows * problem.tile_columns()));
  for (std::int64_t image = 0; image < slab.images; ++image) {
    for (std::int64_t row = 0; row < slab.rows; ++row) {
      for (std::int64_t column = 0; column < problem.tile_columns(); ++column) {
        const std::int64_t y = kWinogradOutputs * (slab.first_row + row);
        const std::int64_t x = kWinogradOutputs * column;
        const std::int64_t pixel =
            ((slab.first_image + image) * problem.output_h + y) * problem.output_w + x;
        tiles.push_back({.input = pixels.tile(image, row, column),
                         .output = output == nullptr ? nullptr : output + pixel * problem.out,
                         .rows = problem.output_h - y,
                         .columns = problem.output_w - x});
      }
    }
  }
  return tiles;
}

// Calls body(first tile, tiles) for blocks of nearly equal length.
template <class Body>
void for_each_block(std::int64_t tiles, const Body& body) {
  const std::int64_t blocks = chunk_count(tiles, kWinogradTiles);
  for (std::int64_t block = 0; block < blocks; ++block) {
    const std::int64_t begin = tiles * block / blocks;
    body(begin, tiles * (block + 1) / blocks - begin);
  }
}

// Transformed weights of `problem`, from taps [3, 3, in, out] that tap_at(ky, kx, i, o) gives.
struct TransformedWeight {
  const float* points;
  std::int64_t point_step;
};

template <class TapAt>
TransformedWeight transform_weight(const WinogradProblem& problem, const TapAt& tap_at,
                                   const KernelTable& table, Scratch& scratch) {
  const std::int64_t out_lanes = round_up(problem.out, table.vector_lanes);
  const std::int64_t step = point_step(problem.in * out_lanes);
  float* points = scratch.floats(kWinogradPoints * step);
  Scratch temporary;
  float* taps = temporary.floats(kTaps * problem.in * out_lanes);
  parallel_for(kTaps, [&](std::int64_t tap) {
    float* to = taps + tap * problem.in * out_lanes;
    for (std::int64_t i = 0; i < problem.in; ++i, to += out_lanes) {
      for (std::int64_t o = 0; o < problem.out; ++o) to[o] = *tap_at(tap / 3, tap % 3, i, o);
      std::fill(to + problem.out, to + out_lanes, 0.0f);
    }
  });
  table.winograd->weight(
      {.in = problem.in, .out = out_lanes, .taps = taps, .points = points, .point_step = step});
  return {points, step};
}

void convolve_slab(const WinogradProblem& problem, const WinogradSlab& slab,
                   const TransformedWeight& weight, const float* input, float* output,
                   const KernelTable& table) {
  Scratch scratch;
  const std::int64_t in_lanes = round_up(problem.in, table.vector_lanes);
  const std::int64_t out_lanes = round_up(problem.out, table.vector_lanes);
  const std::int64_t in_step = point_step(kWinogradTiles * in_lanes);
  const std::int64_t out_step = point_step(kWinogradTiles * out_lanes);
  const SlabPixels pixels = SlabPixels::inputs(problem, slab, input, in_lanes, scratch);
  const std::vector<WinogradTile> tiles = tiles_of(problem, slab, pixels, output);
  float* in_points = scratch.floats(kWinogradPoints * in_step);
  float* out_points = scratch.floats(kWinogradPoints * out_step);
  for_each_block(static_cast<std::int64_t>(tiles.size()),
                 [&](std::int64_t first, std::int64_t count) {
                   table.winograd->input({.tile = tiles.data() + first,
                                          .tiles = count,
                                          .row_step = pixels.row_step(),
                                          .pixel_step = pixels.pixel_step(),
                                          .channels = in_lanes,
                                          .points = in_points,
                                          .point_step = in_step,
                                          .tile_step = count});
                   table.winograd->products({.input = in_points,
                                             .weight = weight.points,
                                             .output = out_points,
                                             .input_point_step = in_step,
                                             .weight_point_step = weight.point_step,
                                             .output_point_step = out_step,
                                             .points = kWinogradPoints,
                                             .tiles = count,
                                             .input_tile_step = count,
                                             .output_tile_step = count,
                                             .in = problem.in,
                                             .out = out_lanes});
                   table.winograd->output({.tile = tiles.data() + first,
                                           .tiles = count,
                                           .row_step = problem.output_w * problem.out,
                                           .pixel_step = problem.out,
                                           .channels = out_lanes,
                                           .points = out_points,
                                           .point_step = out_step,
                                           .tile_step = count},
                                          problem.out);
                 });
}

void convolve(const WinogradProblem& problem, const TransformedWeight& weight, const float* input,
              float* output, const KernelTable& table) {
  // Fewer tiles a slab where the batch is small, so that every core has work.
  const std::int64_t all = problem.n * problem.tile_rows() * problem.tile_columns();
  const std::int64_t tiles = std::clamp(all / 16, kWinogradTiles, kSlabTiles);
  const std::vector<WinogradSlab> slabs = winograd_slabs(problem, 0, problem.n, tiles);
  parallel_for(static_cast<std::int64_t>(slabs.size()), [&](std::int64_t i) {
    convolve_slab(problem, slabs[static_cast<std::size_t>(i)], weight, input, output, table);
  });
}

// Adds the products of one slab to d_points, [36][in][out_lanes].
void add_slab(const WinogradProblem& problem, const WinogradSlab& slab, const float* input,
              const float* d_output, float* d_points, std::int64_t d_step,
              const KernelTable& table) {
  Scratch scratch;
  const std::int64_t in_lanes = round_up(problem.in, table.vector_lanes);
  const std::int64_t out_lanes = round_up(problem.out, table.vector_lanes);
  const std::int64_t in_step = point_step(kWinogradTiles * in_lanes);
  const std::int64_t out_step = point_step(kWinogradTiles * out_lanes);
  const SlabPixels inputs = SlabPixels::inputs(problem, slab, input, in_lanes, scratch);
  const SlabPixels outputs = SlabPixels::outputs(problem, slab, d_output, out_lanes, scratch);
  const std::vector<WinogradTile> input_tiles = tiles_of(problem, slab, inputs, nullptr);
  const std::vector<WinogradTile> output_tiles = tiles_of(problem, slab, outputs, nullptr);
  float* in_points = scratch.floats(kWinogradPoints * in_step);
  float* out_points = scratch.floats(kWinogradPoints * out_step);
  for_each_block(static_cast<std::int64_t>(input_tiles.size()),
                 [&](std::int64_t first, std::int64_t count) {
                   table.winograd->input({.tile = input_tiles.data() + first,
                                          .tiles = count,
                                          .row_step = inputs.row_step(),
                                          .pixel_step = inputs.pixel_step(),
                                          .channels = in_lanes,
                                          .points = in_points,
                                          .point_step = in_step,
                                          .tile_step = count});
                   table.winograd->d_output({.tile = output_tiles.data() + first,
                                             .tiles = count,
                                             .row_step = outputs.row_step(),
                                             .pixel_step = outputs.pixel_step(),
                                             .channels = out_lanes,
                                             .points = out_points,
                                             .point_step = out_step,
                                             .tile_step = count});
                   table.winograd->weight_products({.input = in_points,
                                                    .d_output = out_points,
                                                    .d_weight = d_points,
                                                    .input_point_step = in_step,
                                                    .d_output_point_step = out_step,
                                                    .d_weight_point_step = d_step,
                                                    .points = kWinogradPoints,
                                                    .tiles = count,
                                                    .tile_step = count,
                                                    .in = in_lanes,
                                                    .out = out_lanes,
                                                    .add = true});
                 });
}

}  // namespace

bool winograd_can(const ConvolutionShape& shape) {
  return shape.kernel_h == 3 && shape.kernel_w == 3 && shape.stride == 1 && shape.groups == 1 &&
         shape.padding <= 2;
}

void winograd_forward(const ConvolutionShape& shape, const float* input, const float* weight,
                      float* output, const KernelTable& table) {
  const WinogradProblem problem = forward_problem(shape);
  Scratch scratch;
  const TransformedWeight transformed = transform_weight(
      problem,
      [&](std::int64_t ky, std::int64_t kx, std::int64_t i, std::int64_t o) {
        return weight + ((3 * ky + kx) * shape.in + i) * shape.out + o;
      },
      table, scratch);
  convolve(problem, transformed, input, output, table);
}

void winograd_backward_input(const ConvolutionShape& shape, const float* d_output,
                             const float* weight, float* d_input, const KernelTable& table) {
  const WinogradProblem problem = backward_problem(shape);
  Scratch scratch;
  const TransformedWeight transformed = transform_weight(
      problem,
      [&](std::int64_t ky, std::int64_t kx, std::int64_t i, std::int64_t o) {
        return weight + ((3 * (2 - ky) + (2 - kx)) * shape.in + o) * shape.out + i;
      },
      table, scratch);
  convolve(problem, transformed, d_output, d_input, table);
}

void winograd_backward_weight(const ConvolutionShape& shape, const float* input,
                              const float* d_output, float* d_weight, const KernelTable& table) {
  const WinogradProblem problem = forward_problem(shape);
  const std::int64_t out_lanes = round_up(shape.out, table.vector_lanes);
  const std::int64_t d_step = point_step(round_up(shape.in, table.vector_lanes) * out_lanes);
  sum_over_images(
      shape, out_lanes,
      [&](std::int64_t begin, std::int64_t end, float* partial) {
        Scratch scratch;
        float* d_points = scratch.floats(kWinogradPoints * d_step);
        std::fill(d_points, d_points + kWinogradPoints * d_step, 0.0f);
        for (const WinogradSlab& slab : winograd_slabs(problem, begin, end, kSlabTiles)) {
          add_slab(problem, slab, input, d_output, d_points, d_step, table);
        }
        table.winograd->d_weight({.in = shape.in,
                                  .out = out_lanes,
                                  .taps = partial,
                                  .points = d_points,
                                  .point_step = d_step});
      },
      d_weight);
}

}  // namespace actlab::kernels
