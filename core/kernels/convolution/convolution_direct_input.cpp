#include <actlab/core/kernels/convolution/convolution_direct_input.h>

#include <actlab/core/kernels/convolution/convolution_direct.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_pass.h>
#include <actlab/core/kernels/convolution/padded_image.h>
#include <actlab/core/kernels/convolution/taps.h>
#include <actlab/core/kernels/vector/isa.h>

#include <algorithm>

namespace actlab::kernels {
namespace {

// The taps phase, phase + stride, ... of both axes, the last one first.
Taps reversed_taps(const ConvolutionShape& shape, const float* weight, std::int64_t group,
                   std::int64_t phase_y, std::int64_t phase_x, std::int64_t rows,
                   std::int64_t columns) {
  const std::int64_t tap = shape.group_in() * shape.out;
  const std::int64_t last_y = (rows - 1) * shape.stride.h + phase_y;
  const std::int64_t last_x = (columns - 1) * shape.stride.w + phase_x;
  return {.first = weight + (last_y * shape.kernel.w + last_x) * tap + group * shape.group_out(),
          .rows = rows,
          .columns = columns,
          .row_step = -shape.stride.h * shape.kernel.w * tap,
          .column_step = -shape.stride.w * tap,
          .in = shape.group_out(),
          .out = shape.group_in(),
          .in_step = 1,
          .out_step = shape.out};
}

}  // namespace

DirectInputGradient::Phase DirectInputGradient::phase_of(std::int64_t phase, const Axis& axis) {
  const auto steps = [&](std::int64_t pixels) {
    return pixels > 0 ? (pixels + axis.stride - 1) / axis.stride : 0;
  };
  Phase result{};
  result.taps = steps(axis.kernel - phase);
  const std::int64_t below = axis.padding - phase;
  result.first_j = below > 0 ? steps(below) : below / axis.stride;  // rounded up
  result.first_pixel = result.first_j * axis.stride - below;
  result.pixels = steps(axis.size - result.first_pixel);
  return result;
}

std::int64_t DirectInputGradient::places_before(const Axis& axis) {
  std::int64_t result = (axis.kernel - 1) / axis.stride;
  for (std::int64_t i = 0; i < axis.stride; ++i) {
    const Phase phase = phase_of(i, axis);
    if (phase.taps > 0) result = std::max(result, phase.taps - 1 - phase.first_j);
  }
  return result;
}

DirectInputGradient::DirectInputGradient(const ConvolutionShape& shape, const Images& d_output,
                                         const float* weight, const Destination& d_input)
    : shape_(shape),
      d_output_(d_output),
      d_input_(d_input),
      vertical_{shape.h, shape.kernel.h, shape.stride.h, shape.padding.top},
      horizontal_{shape.w, shape.kernel.w, shape.stride.w, shape.padding.left},
      top_(places_before(vertical_)),
      left_(places_before(horizontal_)),
      rows_((shape.h - 1 + shape.padding.top) / shape.stride.h + top_ + 1),
      columns_((shape.w - 1 + shape.padding.left) / shape.stride.w + left_ + 1) {
  const std::int64_t lanes = vector_lanes();
  for (std::int64_t phase_y = 0; phase_y < shape.stride.h; ++phase_y) {
    for (std::int64_t phase_x = 0; phase_x < shape.stride.w; ++phase_x) {
      const Phase y = phase_of(phase_y, vertical_);
      const Phase x = phase_of(phase_x, horizontal_);
      for (std::int64_t group = 0; group < shape.groups; ++group) {
        const Taps taps = reversed_taps(shape, weight, group, phase_y, phase_x, y.taps, x.taps);
        float* packed = packed_.floats(taps.packed_elements(lanes));
        taps.pack(lanes, packed);
        passes_.push_back({y, x, group, packed});
      }
    }
  }
}

DirectInputGradient::PaddedGradient DirectInputGradient::padded(std::int64_t n,
                                                                Scratch& scratch) const {
  const std::int64_t output_h = shape_.output_h();
  const std::int64_t output_w = shape_.output_w();
  const StridedRows image =
      d_output_.pixels(n * output_h * output_w, output_h * output_w, shape_.out, scratch);
  if (top_ == 0 && left_ == 0 && rows_ == output_h && columns_ == output_w) {
    return {image.data, output_w * image.step, image.step};
  }
  float* padded = scratch.floats(rows_ * columns_ * shape_.out);
  copy_padded({image.data, output_h, output_w, shape_.out, image.step}, top_, left_, rows_,
              columns_, shape_.out, padded);
  return {padded, columns_ * shape_.out, shape_.out};
}

void DirectInputGradient::write(std::int64_t n) const {
  Scratch scratch;
  const PaddedGradient image = padded(n, scratch);
  for (const PhasePass& pass : passes_) run(pass, n, image);
  d_input_.complete(n * shape_.h * shape_.w, shape_.h * shape_.w, shape_.in);
}

void DirectInputGradient::run(const PhasePass& pass, std::int64_t n,
                              const PaddedGradient& image) const {
  const bool first = &pass == passes_.data();
  const std::int64_t step = d_input_.pixel_step(shape_.in);
  const std::int64_t first_row = pass.y.first_j - pass.y.taps + 1 + top_;
  const std::int64_t first_column = pass.x.first_j - pass.x.taps + 1 + left_;
  const std::int64_t first_pixel =
      (n * shape_.h + pass.y.first_pixel) * shape_.w + pass.x.first_pixel;
  const std::int64_t at = first_pixel * step + pass.group * shape_.group_in();
  convolution_kernels().pass(
      {.input = image.data + first_row * image.row_step + first_column * image.pixel_step +
                pass.group * shape_.group_out(),
       .row_step = image.row_step,
       .pixel_step = image.pixel_step,
       .tap_rows = pass.y.taps,
       .tap_columns = pass.x.taps,
       .tap_row_step = image.row_step,
       .tap_column_step = image.pixel_step,
       .in = shape_.group_out(),
       .out = shape_.group_in(),
       .weight = pass.packed,
       .output = d_input_.values + at,
       .added = d_input_.added_at(at),
       .rows = pass.y.pixels,
       .columns = pass.x.pixels,
       .output_row_step = shape_.stride.h * shape_.w * step,
       .output_pixel_step = shape_.stride.w * step,
       .read_soon = first ? output_image(shape_, d_output_.memory(), n + 1) : Prefetch{},
       .also_read_soon = first ? input_image(shape_, d_input_.added, n + 1) : Prefetch{},
       .written_soon = first ? input_image(shape_, d_input_.memory(), n + 1) : Prefetch{}});
}

}  // namespace actlab::kernels
