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

// Calls body(point, first output, outputs) for all points, in parallel.
template <class Body>
void for_each_point(std::int64_t outputs, const Body& body) {
  const std::int64_t blocks = chunk_count(outputs, kWideOutputs);
  parallel_for(kWinogradPoints * blocks, [&](std::int64_t i) {
    const std::int64_t first = i % blocks * kWideOutputs;
    body(i / blocks, first, std::min(kWideOutputs, outputs - first));
  });
}

// output = [tiles, in] x [in, out] at each point.
void multiply_points(const WinogradProblem& problem, const TransformedWeight& weight,
                     const TransformedTiles& inputs, const TransformedTiles& results,
                     std::int64_t tiles) {
  for_each_point(results.channels,
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

// d_weight (+)= [in, tiles] x [tiles, out] at each point.
void add_points(const TransformedTiles& inputs, const TransformedTiles& d_outputs,
                std::int64_t tiles, bool add, float* d_points) {
  const std::int64_t out = d_outputs.channels;
  const std::int64_t d_step = winograd_point_step(inputs.channels * out);
  for_each_point(out, [&](std::int64_t point, std::int64_t first, std::int64_t outputs) {
    convolution_kernels().winograd->weight_products(
        {.input = inputs.points + point * inputs.point_step,
         .d_output = d_outputs.points + point * d_outputs.point_step + first * tiles,
         .d_weight = d_points + point * d_step + first,
         .input_point_step = 0,
         .d_output_point_step = 0,
         .d_weight_point_step = 0,
         .points = 1,
         .tiles = tiles,
         .tile_step = tiles,
         .in = inputs.channels,
         .out = outputs,
         .d_weight_row_step = out,
         .add = add});
  });
}

// d_weight [3, 3, in, out] from the sums at the points.
void transform_back(const WinogradProblem& problem, const float* d_points, float* d_weight) {
  const std::int64_t out = whole_vectors(problem.out);
  const std::int64_t step = winograd_point_step(whole_vectors(problem.in) * out);
  Scratch whole;
  float* taps = out == problem.out ? d_weight : whole.floats(kWinogradTaps * problem.in * out);
  parallel_chunks(problem.in, kWeightInputs,
                  [&](std::int64_t first, std::int64_t last, std::int64_t) {
                    convolution_kernels().winograd->d_weight({.in = problem.in,
                                                              .first = first,
                                                              .last = last,
                                                              .out = out,
                                                              .taps = taps,
                                                              .points = d_points,
                                                              .point_step = step});
                  });
  if (taps == d_weight) return;
  for (std::int64_t row = 0; row < kWinogradTaps * problem.in; ++row) {
    std::copy_n(taps + row * out, problem.out, d_weight + row * problem.out);
  }
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
    const auto inputs = TransformedTiles::in_scratch(whole_vectors(problem.in), tiles, shared);
    const auto results = TransformedTiles::in_scratch(whole_vectors(problem.out), tiles, shared);
    for_each_slab(problem, begin, end, [&](const WinogradSlab& slab, std::int64_t first_tile) {
      Scratch scratch;
      const SlabTiles pixels = SlabTiles::inputs(problem, slab, input, nullptr, scratch);
      convolution_kernels().winograd->input(inputs.block(pixels, 0, pixels.count(), first_tile));
    });
    multiply_points(problem, weight, inputs, results, tiles);
    for_each_slab(problem, begin, end, [&](const WinogradSlab& slab, std::int64_t first_tile) {
      const SlabTiles pixels = SlabTiles::results(problem, slab, output);
      convolution_kernels().winograd->output(results.block(pixels, 0, pixels.count(), first_tile),
                                             problem.out);
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
    const auto inputs = TransformedTiles::in_scratch(in, tiles, shared);
    const auto d_outputs = TransformedTiles::in_scratch(out, tiles, shared);
    for_each_slab(problem, begin, end, [&](const WinogradSlab& slab, std::int64_t first_tile) {
      Scratch slab_scratch;
      const SlabTiles images = SlabTiles::inputs(problem, slab, input, nullptr, slab_scratch);
      const SlabTiles gradients = SlabTiles::outputs(problem, slab, d_output, slab_scratch);
      convolution_kernels().winograd->input(inputs.block(images, 0, images.count(), first_tile));
      convolution_kernels().winograd->d_output(
          d_outputs.block(gradients, 0, images.count(), first_tile));
    });
    add_points(inputs, d_outputs, tiles, begin > 0, d_points);
  }
  transform_back(problem, d_points, d_weight);
}

}  // namespace actlab::kernels
