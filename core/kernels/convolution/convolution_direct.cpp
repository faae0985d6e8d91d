// Direct convolution, in words:
//
//   forward             pack the weights once; for each image in parallel: copy it with its padding
//                       into scratch, then run the register-tiled pass for each group. A 1x1
//                       convolution takes runs of pixels for images.
//   gradient of input   the same with d_output (convolution_direct_input.h)
#include <actlab/core/kernels/convolution/convolution_direct.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_direct_input.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_pass.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/padded_image.h>
#include <actlab/core/kernels/convolution/taps.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {
namespace {

Taps forward_taps(const ConvolutionShape& shape, const float* weight, std::int64_t group) {
  const std::int64_t tap = shape.group_in() * shape.out;
  return {.first = weight + group * shape.group_out(),
          .rows = shape.kernel.h,
          .columns = shape.kernel.w,
          .row_step = shape.kernel.w * tap,
          .column_step = tap,
          .in = shape.group_in(),
          .out = shape.group_out(),
          .in_step = shape.out,
          .out_step = 1};
}

Prefetch image(const float* images, std::int64_t n, std::int64_t count, std::int64_t floats) {
  const bool wanted = images != nullptr && n < count && floats <= kFetchedFloats;
  return wanted ? Prefetch{images + n * floats, floats} : Prefetch{};
}

// The taps of every group as the pass reads them, group_step floats apart.
struct PackedTaps {
  const float* first;
  std::int64_t group_step;
};

PackedTaps pack(const ConvolutionShape& shape, const float* weight, Scratch& scratch) {
  const std::int64_t lanes = vector_lanes();
  const std::int64_t group_step = forward_taps(shape, weight, 0).packed_elements(lanes);
  float* packed = scratch.floats(group_step * shape.groups);
  for (std::int64_t group = 0; group < shape.groups; ++group) {
    forward_taps(shape, weight, group).pack(lanes, packed + group * group_step);
  }
  return {packed, group_step};
}

// Image n with its padding, where it is or in scratch.
struct PaddedImage {
  const float* data;
  std::int64_t row_step, pixel_step;
};

PaddedImage padded_image(const ConvolutionShape& shape, const Images& input, std::int64_t n,
                         Scratch& scratch) {
  const std::int64_t first = n * shape.h * shape.w;
  if (shape.padding.is_none()) {
    const StridedRows image = input.pixels(first, shape.h * shape.w, shape.in, scratch);
    return {image.data, shape.w * image.step, image.step};
  }
  const std::int64_t rows = (shape.output_h() - 1) * shape.stride.h + shape.kernel.h;
  const std::int64_t columns = (shape.output_w() - 1) * shape.stride.w + shape.kernel.w;
  float* padded = scratch.floats(rows * columns * shape.in);
  copy_padded_rows({input, first, shape.h, shape.w, shape.in}, shape.padding.top,
                   shape.padding.left, rows, columns, shape.in, padded);
  return {padded, columns * shape.in, shape.in};
}

// Image n of the output.
void write_image(const ConvolutionShape& shape, const Images& input, const PackedTaps& packed,
                 const Destination& output, std::int64_t n) {
  Scratch scratch;
  const PaddedImage image = padded_image(shape, input, n, scratch);
  const std::int64_t pixels = shape.output_h() * shape.output_w();
  const std::int64_t step = output.pixel_step(shape.out);
  for (std::int64_t group = 0; group < shape.groups; ++group) {
    const std::int64_t at = n * pixels * step + group * shape.group_out();
    const bool first = group == 0;
    convolution_kernels().pass(
        {.input = image.data + group * shape.group_in(),
         .row_step = shape.stride.h * image.row_step,
         .pixel_step = shape.stride.w * image.pixel_step,
         .tap_rows = shape.kernel.h,
         .tap_columns = shape.kernel.w,
         .tap_row_step = image.row_step,
         .tap_column_step = image.pixel_step,
         .in = shape.group_in(),
         .out = shape.group_out(),
         .weight = packed.first + group * packed.group_step,
         .output = output.values + at,
         .added = output.added_at(at),
         .rows = shape.output_h(),
         .columns = shape.output_w(),
         .output_row_step = shape.output_w() * step,
         .output_pixel_step = step,
         .read_soon = first ? input_image(shape, input.memory(), n + 1) : Prefetch{},
         .also_read_soon = first ? output_image(shape, output.added, n + 1) : Prefetch{},
         .written_soon = first ? output_image(shape, output.memory(), n + 1) : Prefetch{}});
  }
  output.complete(n * pixels, pixels, shape.out);
}

}  // namespace

ConvolutionShape in_runs(ConvolutionShape shape) {
  const bool pointwise = shape.kernel == 1 && shape.stride == 1 && shape.padding.is_none();
  if (!pointwise) return shape;
  shape.w *= shape.h;
  shape.h = 1;
  while (shape.w % 2 == 0 && shape.w * std::max(shape.in, shape.out) > kRunFloats) {
    shape.w /= 2;
    shape.n *= 2;
  }
  return shape;
}

Prefetch input_image(const ConvolutionShape& shape, const float* inputs, std::int64_t n) {
  return image(inputs, n, shape.n, shape.h * shape.w * shape.in);
}

Prefetch output_image(const ConvolutionShape& shape, const float* outputs, std::int64_t n) {
  return image(outputs, n, shape.n, shape.output_h() * shape.output_w() * shape.out);
}

void direct_forward(const ConvolutionShape& original, const Images& input, const float* weight,
                    const Destination& output) {
  const ConvolutionShape shape = in_runs(original);
  Scratch shared;
  const PackedTaps packed = pack(shape, weight, shared);
  parallel_for(shape.n, [&](std::int64_t n) { write_image(shape, input, packed, output, n); });
}

void direct_backward_input(const ConvolutionShape& original, const Images& d_output,
                           const float* weight, const Destination& d_input) {
  const ConvolutionShape shape = in_runs(original);
  const DirectInputGradient gradient(shape, d_output, weight, d_input);
  parallel_for(shape.n, [&](std::int64_t n) { gradient.write(n); });
}

}  // namespace actlab::kernels
