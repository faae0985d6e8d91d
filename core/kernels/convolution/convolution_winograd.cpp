// Winograd convolution: transforms the weights and chooses the order of the work.
#include <actlab/core/kernels/convolution/convolution_winograd.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/winograd_schedule.h>

namespace actlab::kernels {
namespace {

// Transformed weights of several MB are read from memory for every block of tiles: then points go
// outermost.
bool by_points(const WinogradProblem& problem) { return problem.in * problem.out > kManyWeights; }

void convolve(const WinogradProblem& problem, const WinogradTaps& weight, const Images& input,
              const Destination& output) {
  Scratch scratch;
  const TransformedWeight transformed =
      transformed_weight(square_form(), problem.in, problem.out, weight, scratch);
  const auto run = by_points(problem) ? winograd_by_points : winograd_by_tiles;
  run(problem, transformed, input, output);
}

}  // namespace

WinogradForm square_form() {
  const WinogradKernels& kernels = *convolution_kernels().winograd;
  return {kWinogradTaps, kWinogradPoints, kernels.weight, kernels.d_weight};
}

bool winograd_can(const ConvolutionShape& shape) {
  const Padding& p = shape.padding;
  return shape.kernel == 3 && shape.stride == 1 && shape.groups == 1 &&
         !shape.leaves_out_pixels() && std::max({p.top, p.bottom, p.left, p.right}) <= 2;
}

bool winograd_pays(const ConvolutionShape& shape) {
  const bool few_channels = shape.in < kFewChannels || shape.out < kFewChannels;
  // A tile that is mostly past the edge of a tiny map is wasted.
  const bool tiny_map = shape.output_h() <= 2 || shape.output_w() <= 2;
  return winograd_can(shape) && !few_channels && !tiny_map;
}

void winograd_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                      const Destination& output) {
  const std::int64_t tap = shape.in * shape.out;
  convolve(WinogradProblem::forward(shape), {weight, tap, shape.out, 1}, input, output);
}

void winograd_backward_input(const ConvolutionShape& shape, const Images& d_output,
                             const float* weight, const Destination& d_input) {
  // The taps turned by half a circle, and inputs and outputs exchanged.
  const std::int64_t tap = shape.in * shape.out;
  convolve(WinogradProblem::backward_input(shape),
           {weight + (kWinogradTaps - 1) * tap, -tap, 1, shape.out}, d_output, d_input);
}

void winograd_backward_weight(const ConvolutionShape& shape, const Images& input,
                              const Images& d_output, float* d_weight) {
  // By tiles, each of up to 16 chunks of images adds to transformed weights of its own: too much
  // where those are more than the tiles.
  const WinogradProblem problem = WinogradProblem::forward(shape);
  const std::int64_t tile_values = (shape.in + shape.out) * shape.n * problem.image_tiles();
  const bool many_weights = 8 * shape.in * shape.out >= tile_values;
  if (many_weights) {
    winograd_weight_by_points(problem, input, d_output, d_weight);
  } else {
    winograd_weight_by_tiles(problem, shape, input, d_output, d_weight);
  }
}

}  // namespace actlab::kernels
