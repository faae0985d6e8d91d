// Winograd convolution tile by tile, in words:
//
//   forward             for each slab of tiles in parallel:
//                         copy its inputs with their padding into scratch
//                         for each block of 32 tiles: transform the inputs; at each of the 36
//                         points multiply [tiles, in] by [in, out]; transform back
//   gradient of weight  for each chunk of images in parallel, slab by slab and block by block:
//                         transform inputs and output gradients; at each point add up
//                         [in, tiles] x [tiles, out]
//                       transform back once a chunk, and add the chunks in order
//
// While one block is multiplied, the memory of the next slab is fetched.
#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/weight_gradient_chunks.h>
#include <actlab/core/kernels/convolution/winograd_schedule.h>

namespace actlab::kernels {
namespace {

// Calls body(first, count) for blocks of tiles, nearly equal.
template <class Body>
void for_each_block(std::int64_t tiles, const Body& body) {
  const std::int64_t blocks = chunk_count(tiles, kWinogradTiles);
  for (std::int64_t block = 0; block < blocks; ++block) {
    const std::int64_t begin = tiles * block / blocks;
    body(begin, tiles * (block + 1) / blocks - begin);
  }
}

// What tiles [first, first + count) of `tiles` should fetch of `wanted`.
Prefetch share(const Prefetch& wanted, std::int64_t first, std::int64_t count, std::int64_t tiles) {
  const std::int64_t begin = wanted.floats * first / tiles;
  return {wanted.data + begin, wanted.floats * (first + count) / tiles - begin};
}

const WinogradSlab* slab_after(const std::vector<WinogradSlab>& slabs, std::size_t i) {
  return i + 1 < slabs.size() ? &slabs[i + 1] : nullptr;
}

// Fewer tiles a slab where the batch is small, so that every core has work; not too little of it,
// because neighbouring slabs copy the rows between them twice.
std::int64_t forward_slab_tiles(const WinogradProblem& problem) {
  const std::int64_t most = winograd_slab_tiles(problem);
  const std::int64_t least =
      std::clamp(kLeastSlabProducts / (problem.in * problem.out), kWinogradTiles / 2, most);
  return std::clamp(problem.n * problem.image_tiles() / 16, least, most);
}

// The outputs of `count` tiles of a slab from `first` on.
void write_tiles(const WinogradProblem& problem, const TransformedWeight& weight,
                 const SlabTiles& slab, const Destination& output, std::int64_t first,
                 std::int64_t count, const Prefetch& read_soon, const Prefetch& written_soon) {
  Scratch scratch;
  const auto inputs =
      TransformedTiles::in_scratch(kWinogradPoints, whole_vectors(problem.in), count, scratch);
  const auto results =
      TransformedTiles::in_scratch(kWinogradPoints, whole_vectors(problem.out), count, scratch);
  convolution_kernels().winograd->input(tile_block(inputs, slab, first, count, 0));
  convolution_kernels().winograd->products({.input = inputs.points,
                                            .weight = weight.points,
                                            .output = results.points,
                                            .input_point_step = inputs.point_step,
                                            .weight_point_step = weight.point_step,
                                            .output_point_step = results.point_step,
                                            .points = kWinogradPoints,
                                            .tiles = count,
                                            .input_tile_step = inputs.tile_step,
                                            .output_tile_step = results.tile_step,
                                            .in = problem.in,
                                            .out = results.channels,
                                            .read_soon = read_soon,
                                            .written_soon = written_soon});
  WinogradBlock back = tile_block(results, slab, first, count, 0);
  back.pixel_step = output.pixel_step(problem.out);
  back.row_step = problem.output_w * back.pixel_step;
  convolution_kernels().winograd->output(back, problem.out);
}

// The inputs and output gradients of a slab, and what to fetch meanwhile.
struct SlabGradients {
  SlabTiles images, gradients;
  Prefetch next_images, next_gradients;
};

// Adds the products of `count` tiles of a slab from `first` on to [36][in, out] points.
void add_products(const WinogradProblem& problem, const SlabGradients& slab, std::int64_t first,
                  std::int64_t count, bool add, float* d_points) {
  const std::int64_t in = whole_vectors(problem.in);
  const std::int64_t out = whole_vectors(problem.out);
  const std::int64_t tiles = slab.images.count();
  Scratch scratch;
  const auto inputs = TransformedTiles::in_scratch(kWinogradPoints, in, count, scratch);
  const auto d_outputs = TransformedTiles::in_scratch(kWinogradPoints, out, count, scratch);
  convolution_kernels().winograd->input(tile_block(inputs, slab.images, first, count, 0));
  convolution_kernels().winograd->d_output(tile_block(d_outputs, slab.gradients, first, count, 0));
  convolution_kernels().winograd->weight_products(
      {.input = inputs.points,
       .d_output = d_outputs.points,
       .d_weight = d_points,
       .input_point_step = inputs.point_step,
       .d_output_point_step = d_outputs.point_step,
       .d_weight_point_step = winograd_point_step(in * out),
       .points = kWinogradPoints,
       .tiles = count,
       .tile_step = count,
       .in = in,
       .out = out,
       .d_weight_row_step = out,
       .add = add,
       .read_soon = share(slab.next_images, first, count, tiles),
       .also_read_soon = share(slab.next_gradients, first, count, tiles)});
}

// The weight gradient of the images [begin, end), [3, 3, in, whole vectors of out].
void sum_images(const WinogradProblem& problem, const Images& input, const Images& d_output,
                std::int64_t begin, std::int64_t end, float* d_weight) {
  const std::int64_t out = whole_vectors(problem.out);
  const std::int64_t d_step = winograd_point_step(whole_vectors(problem.in) * out);
  Scratch scratch;
  float* d_points = scratch.floats(kWinogradPoints * d_step);
  const std::vector<WinogradSlab> slabs =
      winograd_slabs(problem, begin, end, winograd_slab_tiles(problem));
  for (std::size_t i = 0; i < slabs.size(); ++i) {
    Scratch slab_scratch;
    const SlabGradients slab{SlabTiles::inputs(problem, slabs[i], input, nullptr, slab_scratch),
                             SlabTiles::outputs(problem, slabs[i], d_output, slab_scratch),
                             slab_inputs(problem, slab_after(slabs, i), input.memory()),
                             slab_outputs(problem, slab_after(slabs, i), d_output.memory())};
    for_each_block(slab.images.count(), [&](std::int64_t first, std::int64_t count) {
      add_products(problem, slab, first, count, i > 0 || first > 0, d_points);
    });
  }
  convolution_kernels().winograd->d_weight({.in = problem.in,
                                            .first = 0,
                                            .last = problem.in,
                                            .out = out,
                                            .taps = d_weight,
                                            .points = d_points,
                                            .point_step = d_step});
}

}  // namespace

std::int64_t winograd_slab_tiles(const WinogradProblem& problem) {
  return std::clamp<std::int64_t>(kSlabTileChannels / problem.in, kWinogradTiles,
                                  2 * kWinogradTiles);
}

void winograd_by_tiles(const WinogradProblem& problem, const TransformedWeight& weight,
                       const Images& input, const Destination& output) {
  const std::vector<WinogradSlab> slabs =
      winograd_slabs(problem, 0, problem.n, forward_slab_tiles(problem));
  parallel_for(static_cast<std::int64_t>(slabs.size()), [&](std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    Scratch scratch;
    const SlabTiles slab = SlabTiles::inputs(problem, slabs[i], input, output, scratch);
    const Prefetch next_inputs = slab_inputs(problem, slab_after(slabs, i), input.memory());
    const Prefetch outputs = slab_outputs(problem, &slabs[i], output.memory());
    for_each_block(slab.count(), [&](std::int64_t first, std::int64_t count) {
      write_tiles(problem, weight, slab, output, first, count,
                  share(next_inputs, first, count, slab.count()),
                  share(outputs, first, count, slab.count()));
    });
    const PixelRange done = slab_pixels(problem, slabs[i]);
    output.complete(done.first, done.count, problem.out);
  });
}

void winograd_weight_by_tiles(const WinogradProblem& problem, const ConvolutionShape& shape,
                              const Images& input, const Images& d_output, float* d_weight) {
  sum_over_images(
      shape, whole_vectors(problem.out),
      [&](std::int64_t begin, std::int64_t end, float* partial) {
        sum_images(problem, input, d_output, begin, end, partial);
      },
      d_weight);
}

}  // namespace actlab::kernels
