// Winograd convolution point by point, for layers whose transformed weights no cache holds, in
// words:
//
//   for each group of images
//     for each slab of tiles in parallel: copy its pixels with their padding, transform them into
//       one buffer of the whole group
//     forward:             for each point and each few vectors of outputs in parallel: multiply
//                          [tiles, in] by [in, out]
//                          for each slab in parallel: transform back into the output
//     gradient of weight:  for each point and each few vectors of outputs in parallel: add up
//                          [in, tiles] x [tiles, out]
//   gradient of weight:    for a few inputs in parallel: transform back
#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/winograd_schedule.h>

namespace actlab::kernels {
namespace {

// Calls body(slab, its number of tiles before) for the slabs of a group of images, in parallel.
template <class Body>
void for_each_slab(const WinogradProblem& problem, std::int64_t begin, std::int64_t end,
                   const Body& body) {
  const std::vector<WinogradSlab> slabs =
      winograd_slabs(problem, begin, end, winograd_slab_tiles(problem) / 2);
  std::vector<std::int64_t> first_tile;
  std::int64_t tiles = 0;
  for (const WinogradSlab& slab : slabs) {
    first_tile.push_back(tiles);
    tiles += slab.tiles(problem);
  }
  parallel_for(static_cast<std::int64_t>(slabs.size()), [&](std::int64_t i) {
    body(slabs[static_cast<std::size_t>(i)], first_tile[static_cast<std::size_t>(i)]);
  });
}

// output = [tiles, in] x [in, out] at each point.
void multiply_points(const WinogradProblem& problem, const TransformedWeight& weight,
                     const TransformedTiles& inputs, const TransformedTiles& results,
                     std::int64_t tiles) {
  for_each_point(kWinogradPoints, results.channels,
                 [&](std::int64_t point, std::int64_t first, std::int64_t outputs) {
                   convolution_kernels().winograd->products(
                       {.input = inputs.points + point * inputs.point_step,
                        .weight = weight.points + point * weight.point_step + first * problem.in,
                        .output = results.points + point * results.point_step + first * tiles,
                        .input_point_step = 0,
                        .weight_point_step = 0,
                        .output_point_step = 0,
                        .points = 1,
                        .tiles = tiles,
                        .input_tile_step = tiles,
                        .output_tile_step = tiles,
                        .in = problem.in,
                        .out = outputs});
                 });
}

}  // namespace

std::int64_t winograd_wide_images(const WinogradProblem& problem) {
  const std::int64_t image_floats =
      kWinogradPoints * problem.image_tiles() * (problem.in + problem.out);
  return std::max<std::int64_t>(1, kWideFloats / image_floats);
}

void winograd_by_points(const WinogradProblem& problem, const TransformedWeight& weight,
                        const Images& input, const Destination& output) {
  const std::int64_t group = winograd_wide_images(problem);
  for (std::int64_t begin = 0; begin < problem.n; begin += group) {
    const std::int64_t end = std::min(begin + group, problem.n);
    const std::int64_t tiles = (end - begin) * problem.image_tiles();
    Scratch shared;
    const auto inputs =
        TransformedTiles::in_scratch(kWinogradPoints, whole_vectors(problem.in), tiles, shared);
    const auto results =
        TransformedTiles::in_scratch(kWinogradPoints, whole_vectors(problem.out), tiles, shared);
    for_each_slab(problem, begin, end, [&](const WinogradSlab& slab, std::int64_t first_tile) {
      Scratch scratch;
      const SlabTiles pixels = SlabTiles::inputs(problem, slab, input, nullptr, scratch);
      convolution_kernels().winograd->input(
          tile_block(inputs, pixels, 0, pixels.count(), first_tile));
    });
    multiply_points(problem, weight, inputs, results, tiles);
    for_each_slab(problem, begin, end, [&](const WinogradSlab& slab, std::int64_t first_tile) {
      const SlabTiles pixels = SlabTiles::results(problem, slab, output);
      convolution_kernels().winograd->output(
          tile_block(results, pixels, 0, pixels.count(), first_tile), problem.out);
      const PixelRange done = slab_pixels(problem, slab);
      output.complete(done.first, done.count, problem.out);
    });
  }
}

void winograd_weight_by_points(const WinogradProblem& problem, const Images& input,
                               const Images& d_output, float* d_weight) {
  const std::int64_t in = whole_vectors(problem.in);
  const std::int64_t out = whole_vectors(problem.out);
  const std::int64_t group = winograd_wide_images(problem);
  Scratch scratch;
  float* d_points = scratch.floats(kWinogradPoints * winograd_point_step(in * out));
  for (std::int64_t begin = 0; begin < problem.n; begin += group) {
    const std::int64_t end = std::min(begin + group, problem.n);
    const std::int64_t tiles = (end - begin) * problem.image_tiles();
    Scratch shared;
    const auto inputs = TransformedTiles::in_scratch(kWinogradPoints, in, tiles, shared);
    const auto d_outputs = TransformedTiles::in_scratch(kWinogradPoints, out, tiles, shared);
    for_each_slab(problem, begin, end, [&](const WinogradSlab& slab, std::int64_t first_tile) {
      Scratch slab_scratch;
      const SlabTiles images = SlabTiles::inputs(problem, slab, input, nullptr, slab_scratch);
      const SlabTiles gradients = SlabTiles::outputs(problem, slab, d_output, slab_scratch);
      convolution_kernels().winograd->input(
          tile_block(inputs, images, 0, images.count(), first_tile));
      convolution_kernels().winograd->d_output(
          tile_block(d_outputs, gradients, 0, images.count(), first_tile));
    });
    add_weight_products(kWinogradPoints, inputs, d_outputs, tiles, begin > 0, d_points);
  }
  weight_from_points(square_form(), problem.in, problem.out, d_points, d_weight);
}

}  // namespace actlab::kernels
