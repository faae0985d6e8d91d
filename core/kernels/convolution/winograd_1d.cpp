// One-dimensional Winograd convolution, in words:
//
//   forward             transform the weights once; for each image in parallel: copy it with its
//                       padding into scratch; for a few lines: transform their tiles, multiply
//                       [tiles, in] by [in, out] at each point, transform back into the output
//   gradient of input   the same with d_output and the taps in reverse order
//   gradient of weight  for each group of images: for each image in parallel: copy it and its
//                       d_output, transform both; for each point in parallel: add up [in, tiles] x
//                       [tiles, out]; at the end transform back
#include <actlab/core/kernels/convolution/winograd_1d.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/padded_image.h>
#include <actlab/core/kernels/convolution/winograd_1d_pass.h>
#include <actlab/core/kernels/convolution/winograd_points.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {
namespace {

bool is_vertical(const ConvolutionShape& shape) { return shape.kernel.w == 1; }
std::int64_t taps_of(const ConvolutionShape& shape) { return shape.kernel.area(); }

const Winograd1dKernels& kernels_for(std::int64_t taps) {
  return taps == 3 ? *convolution_kernels().winograd_3_taps
                   : *convolution_kernels().winograd_7_taps;
}

WinogradForm form_of(const Winograd1dKernels& kernels) {
  return {kernels.taps, kernels.points, kernels.weight, kernels.d_weight};
}

// A convolution along the lines of images.
struct LineProblem {
  const Winograd1dKernels& kernels;
  bool is_vertical;
  std::int64_t n, lines;
  std::int64_t input_length, in;  // of a line
  std::int64_t output_length, out;
  std::int64_t padding;  // before a line

  static LineProblem forward(const ConvolutionShape& shape) {
    const bool vertical = kernels::is_vertical(shape);
    return {.kernels = kernels_for(taps_of(shape)),
            .is_vertical = vertical,
            .n = shape.n,
            .lines = vertical ? shape.w : shape.h,
            .input_length = vertical ? shape.h : shape.w,
            .in = shape.in,
            .output_length = vertical ? shape.output_h() : shape.output_w(),
            .out = shape.out,
            .padding = vertical ? shape.padding.top : shape.padding.left};
  }
  // The gradient of the input is a convolution of d_output.
  static LineProblem backward_input(const ConvolutionShape& shape) {
    LineProblem result = forward(shape);
    std::swap(result.in, result.out);
    std::swap(result.input_length, result.output_length);
    result.padding = result.kernels.taps - 1 - result.padding;
    return result;
  }

  std::int64_t line_tiles() const { return chunk_count(output_length, kWinograd1dOutputs); }
  std::int64_t image_tiles() const { return lines * line_tiles(); }
  std::int64_t output_pixels() const { return lines * output_length; }
  // Steps from line to line and along a line, in floats, where a line has `length` pixels.
  std::int64_t line_step(std::int64_t length, std::int64_t pixel) const {
    return is_vertical ? pixel : length * pixel;
  }
  std::int64_t along(std::int64_t pixel) const { return is_vertical ? lines * pixel : pixel; }
};

// An image as the transforms read it: padded lines, whole vectors of channels.
struct PaddedLines {
  const float* pixels;
  std::int64_t line_step, pixel_step, channels;

  Winograd1dBlock block(const LineProblem& problem, std::int64_t lines, float* points,
                        const TransformedTiles& tiles) const {
    return {.lines = lines,
            .line_tiles = problem.line_tiles(),
            .line_step = line_step,
            .pixel_step = pixel_step,
            .channels = channels,
            .points = points,
            .point_step = tiles.point_step,
            .tile_step = tiles.tile_step};
  }
};

// Image n of `images`, whose lines have `length` pixels, with `before` zeros before each and as
// many after it as make `padded` in all.
PaddedLines padded_lines(const LineProblem& problem, const Images& images, std::int64_t n,
                         std::int64_t length, std::int64_t channels, std::int64_t before,
                         std::int64_t padded, Scratch& scratch) {
  const std::int64_t lanes = whole_vectors(channels);
  float* const copy = scratch.floats(problem.lines * padded * lanes);
  const std::int64_t first = n * problem.lines * length;
  if (problem.is_vertical) {
    copy_padded_rows({images, first, length, problem.lines, channels}, before, 0, padded,
                     problem.lines, lanes, copy);
  } else {
    copy_padded_rows({images, first, problem.lines, length, channels}, 0, before, problem.lines,
                     padded, lanes, copy);
  }
  return {copy, problem.line_step(padded, lanes), problem.along(lanes), lanes};
}

PaddedLines padded_inputs(const LineProblem& problem, const Images& input, std::int64_t n,
                          Scratch& scratch) {
  const std::int64_t padded = problem.line_tiles() * kWinograd1dOutputs + problem.kernels.taps - 1;
  return padded_lines(problem, input, n, problem.input_length, problem.in, problem.padding, padded,
                      scratch);
}

PaddedLines padded_outputs(const LineProblem& problem, const Images& output, std::int64_t n,
                           Scratch& scratch) {
  return padded_lines(problem, output, n, problem.output_length, problem.out, 0,
                      problem.line_tiles() * kWinograd1dOutputs, scratch);
}

// The outputs of the lines [first, first + lines) of image n.
void write_lines(const LineProblem& problem, const TransformedWeight& weight,
                 const PaddedLines& image, const Destination& output, std::int64_t n,
                 std::int64_t first, std::int64_t lines) {
  const std::int64_t tiles = lines * problem.line_tiles();
  const Winograd1dKernels& kernels = problem.kernels;
  Scratch scratch;
  const auto inputs = TransformedTiles::in_scratch(kernels.points, image.channels, tiles, scratch);
  const auto results =
      TransformedTiles::in_scratch(kernels.points, whole_vectors(problem.out), tiles, scratch);
  kernels.input(image.block(problem, lines, inputs.points, inputs),
                image.pixels + first * image.line_step);
  convolution_kernels().winograd->products({.input = inputs.points,
                                            .weight = weight.points,
                                            .output = results.points,
                                            .input_point_step = inputs.point_step,
                                            .weight_point_step = weight.point_step,
                                            .output_point_step = results.point_step,
                                            .points = kernels.points,
                                            .tiles = tiles,
                                            .input_tile_step = tiles,
                                            .output_tile_step = tiles,
                                            .in = problem.in,
                                            .out = results.channels});
  const std::int64_t step = output.pixel_step(problem.out);
  const PaddedLines target{nullptr, problem.line_step(problem.output_length, step),
                           problem.along(step), results.channels};
  const std::int64_t at = n * problem.output_pixels() * step + first * target.line_step;
  kernels.output(target.block(problem, lines, results.points, results), problem.output_length,
                 problem.out, output.added_at(at), output.values + at);
}

void convolve(const LineProblem& problem, const WinogradTaps& taps, const Images& input,
              const Destination& output) {
  Scratch shared;
  const TransformedWeight weight =
      transformed_weight(form_of(problem.kernels), problem.in, problem.out, taps, shared);
  const std::int64_t at_once = std::max<std::int64_t>(1, kLineTiles / problem.line_tiles());
  parallel_for(problem.n, [&](std::int64_t n) {
    Scratch scratch;
    const PaddedLines image = padded_inputs(problem, input, n, scratch);
    for (std::int64_t line = 0; line < problem.lines; line += at_once) {
      write_lines(problem, weight, image, output, n, line, std::min(at_once, problem.lines - line));
    }
    output.complete(n * problem.output_pixels(), problem.output_pixels(), problem.out);
  });
}

// Images whose transformed tiles are in memory at once.
std::int64_t images_at_once(const LineProblem& problem) {
  const std::int64_t floats =
      problem.kernels.points * problem.image_tiles() * (problem.in + problem.out);
  return std::max<std::int64_t>(1, kWideFloats / floats);
}

}  // namespace

bool winograd_1d_can(const ConvolutionShape& shape) {
  const Padding& p = shape.padding;
  const std::int64_t taps = taps_of(shape);
  const bool is_line = shape.kernel.h == 1 || shape.kernel.w == 1;
  const bool vertical = is_vertical(shape);
  const std::int64_t across = vertical ? std::max(p.left, p.right) : std::max(p.top, p.bottom);
  const std::int64_t along = vertical ? std::max(p.top, p.bottom) : std::max(p.left, p.right);
  return is_line && (taps == 3 || taps == 7) && shape.stride == 1 && shape.groups == 1 &&
         across == 0 && along < taps && !shape.leaves_out_pixels();
}

bool winograd_1d_pays(const ConvolutionShape& shape) {
  if (!winograd_1d_can(shape)) return false;
  const LineProblem problem = LineProblem::forward(shape);
  return std::min(shape.in, shape.out) >= kFewLineChannels &&
         problem.output_length >= kWinograd1dOutputs;
}

void winograd_1d_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                         const Destination& output) {
  const std::int64_t tap = shape.in * shape.out;
  convolve(LineProblem::forward(shape), {weight, tap, shape.out, 1}, input, output);
}

void winograd_1d_backward_input(const ConvolutionShape& shape, const Images& d_output,
                                const float* weight, const Destination& d_input) {
  const std::int64_t tap = shape.in * shape.out;
  convolve(LineProblem::backward_input(shape),
           {weight + (taps_of(shape) - 1) * tap, -tap, 1, shape.out}, d_output, d_input);
}

void winograd_1d_backward_weight(const ConvolutionShape& shape, const Images& input,
                                 const Images& d_output, float* d_weight) {
  const LineProblem problem = LineProblem::forward(shape);
  const Winograd1dKernels& kernels = problem.kernels;
  const std::int64_t in = whole_vectors(problem.in);
  const std::int64_t out = whole_vectors(problem.out);
  const std::int64_t group = images_at_once(problem);
  const std::int64_t image_step = problem.image_tiles() * vector_lanes();
  Scratch shared;
  float* d_points = shared.floats(kernels.points * winograd_point_step(in * out));
  for (std::int64_t first = 0; first < problem.n; first += group) {
    const std::int64_t images = std::min(group, problem.n - first);
    const std::int64_t tiles = images * problem.image_tiles();
    Scratch scratch;
    const auto inputs = TransformedTiles::in_scratch(kernels.points, in, tiles, scratch);
    const auto d_outputs = TransformedTiles::in_scratch(kernels.points, out, tiles, scratch);
    parallel_for(images, [&](std::int64_t i) {
      Scratch image_scratch;
      const PaddedLines image = padded_inputs(problem, input, first + i, image_scratch);
      const PaddedLines gradient = padded_outputs(problem, d_output, first + i, image_scratch);
      kernels.input(image.block(problem, problem.lines, inputs.points + i * image_step, inputs),
                    image.pixels);
      kernels.d_output(
          gradient.block(problem, problem.lines, d_outputs.points + i * image_step, d_outputs),
          gradient.pixels);
    });
    add_weight_products(kernels.points, inputs, d_outputs, tiles, first > 0, d_points);
  }
  weight_from_points(form_of(kernels), problem.in, problem.out, d_points, d_weight);
}

}  // namespace actlab::kernels
