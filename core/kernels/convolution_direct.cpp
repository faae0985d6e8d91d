// Direct convolution, in words:
//
//   forward             pack the weights once; for each image in parallel: copy it with its padding
//                       into scratch, then run the register-tiled pass for each group. A 1x1
//                       convolution takes runs of pixels for images.
//   gradient of input   pixels of d_input whose padded position is a modulo the stride meet only
//                       the taps a, a + stride, ...: each such phase is a forward pass of stride 1
//                       over the padded d_output, with those taps reversed and in and out
//                       exchanged. Stride 1 has one phase.
//   gradient of weight  for each chunk of images in parallel: add up a weight gradient of its own;
//                       then add the chunks in order.
#include "core/kernels/convolution_direct.h"

#include <algorithm>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/scratch.h"
#include "core/kernels/convolution_pass.h"
#include "core/kernels/padded_image.h"

namespace actlab::kernels {
namespace {

std::int64_t round_up(std::int64_t value, std::int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

// The weights of one pass in the memory of a whole convolution; steps may be negative.
struct Taps {
  const float* first;  // row 0, column 0, input 0, output 0 of this pass
  std::int64_t rows, columns, row_step, column_step;
  std::int64_t in, out, in_step, out_step;

  std::int64_t packed_elements(std::int64_t lanes) const {
    return rows * columns * in * round_up(out, lanes);
  }
  void pack(std::int64_t lanes, float* to) const;  // in the order of ConvolutionPass::weight
};

void Taps::pack(std::int64_t lanes, float* to) const {
  const std::int64_t block = kVectorsPerBlock * lanes;
  parallel_chunks(out, block, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    const std::int64_t width = round_up(end - begin, lanes);
    float* packed = to + begin * rows * columns * in;
    for (std::int64_t tap = 0; tap < rows * columns; ++tap) {
      const float* from = first + tap / columns * row_step + tap % columns * column_step;
      for (std::int64_t i = 0; i < in; ++i, packed += width) {
        const float* row = from + i * in_step + begin * out_step;
        if (out_step == 1) {
          std::copy_n(row, end - begin, packed);
        } else {
          for (std::int64_t o = 0; o < end - begin; ++o) packed[o] = row[o * out_step];
        }
        std::fill(packed + (end - begin), packed + width, 0.0f);
      }
    }
  });
}

Taps forward_taps(const ConvolutionShape& shape, const float* weight, std::int64_t group) {
  const std::int64_t tap = shape.group_in() * shape.out;
  return {.first = weight + group * shape.group_out(),
          .rows = shape.kernel_h,
          .columns = shape.kernel_w,
          .row_step = shape.kernel_w * tap,
          .column_step = tap,
          .in = shape.group_in(),
          .out = shape.group_out(),
          .in_step = shape.out,
          .out_step = 1};
}

// Along one axis, the pixels y of d_input with (y + padding) % stride == phase, and their taps:
//   d_input[y] = sum over t of d_output[j - t] * weight[stride * t + phase],  y = j stride + phase
//                                                                                 - padding
struct Phase {
  std::int64_t taps;         // t = 0 ... taps - 1
  std::int64_t first_j;      // of the first such pixel
  std::int64_t first_pixel;  // y of first_j
  std::int64_t pixels;
};

Phase phase_of(std::int64_t phase, std::int64_t kernel, std::int64_t size,
               const ConvolutionShape& shape) {
  Phase result{};
  result.taps = phase < kernel ? (kernel - phase + shape.stride - 1) / shape.stride : 0;
  const std::int64_t below = shape.padding - phase;
  result.first_j = below > 0 ? (below + shape.stride - 1) / shape.stride : 0;
  result.first_pixel = result.first_j * shape.stride - below;
  const std::int64_t left = size - result.first_pixel;
  result.pixels = left > 0 ? (left + shape.stride - 1) / shape.stride : 0;
  return result;
}

Taps backward_taps(const ConvolutionShape& shape, const float* weight, std::int64_t group,
                   std::int64_t phase_y, std::int64_t phase_x, std::int64_t rows,
                   std::int64_t columns) {
  const std::int64_t tap = shape.group_in() * shape.out;
  const std::int64_t last_y = (rows - 1) * shape.stride + phase_y;
  const std::int64_t last_x = (columns - 1) * shape.stride + phase_x;
  return {.first = weight + (last_y * shape.kernel_w + last_x) * tap + group * shape.group_out(),
          .rows = rows,
          .columns = columns,
          .row_step = -shape.stride * shape.kernel_w * tap,
          .column_step = -shape.stride * tap,
          .in = shape.group_out(),
          .out = shape.group_in(),
          .in_step = 1,
          .out_step = shape.out};
}

const float* after(const float* added, std::int64_t offset) {
  return added == nullptr ? nullptr : added + offset;
}

}  // namespace

ConvolutionShape in_runs(ConvolutionShape shape) {
  constexpr std::int64_t kRunFloats = 1 << 14;  // 64 KB
  if (shape.kernel_h > 1 || shape.kernel_w > 1 || shape.stride > 1 || shape.padding > 0) {
    return shape;
  }
  shape.w *= shape.h;
  shape.h = 1;
  while (shape.w % 2 == 0 && shape.w * std::max(shape.in, shape.out) > kRunFloats) {
    shape.w /= 2;
    shape.n *= 2;
  }
  return shape;
}

void direct_forward(const ConvolutionShape& original, const Images& input, const float* weight,
                    const Destination& output, const KernelTable& table) {
  const ConvolutionShape shape = in_runs(original);
  const std::int64_t output_h = shape.output_h();
  const std::int64_t output_w = shape.output_w();
  const std::int64_t rows = (output_h - 1) * shape.stride + shape.kernel_h;
  const std::int64_t columns = (output_w - 1) * shape.stride + shape.kernel_w;
  const std::int64_t lanes = table.vector_lanes;

  Scratch shared;
  const std::int64_t packed_group = forward_taps(shape, weight, 0).packed_elements(lanes);
  float* packed = shared.floats(packed_group * shape.groups);
  for (std::int64_t group = 0; group < shape.groups; ++group) {
    forward_taps(shape, weight, group).pack(lanes, packed + group * packed_group);
  }
  parallel_for(shape.n, [&](std::int64_t n) {
    Scratch scratch;
    const float* image = input.pixels(n * shape.h * shape.w, shape.h * shape.w, shape.in, scratch);
    std::int64_t row_step = shape.w * shape.in;
    if (shape.padding > 0) {
      row_step = columns * shape.in;
      float* padded = scratch.floats(rows * row_step);
      copy_padded({image, shape.h, shape.w, shape.in, shape.in}, shape.padding, shape.padding, rows,
                  columns, shape.in, padded);
      image = padded;
    }
    for (std::int64_t group = 0; group < shape.groups; ++group) {
      const std::int64_t at = n * output_h * output_w * shape.out + group * shape.group_out();
      table.convolution_pass(
          {.input = image + group * shape.group_in(),
           .row_step = shape.stride * row_step,
           .pixel_step = shape.stride * shape.in,
           .tap_rows = shape.kernel_h,
           .tap_columns = shape.kernel_w,
           .tap_row_step = row_step,
           .tap_column_step = shape.in,
           .in = shape.group_in(),
           .out = shape.group_out(),
           .weight = packed + group * packed_group,
           .output = output.values + at,
           .added = after(output.added, at),
           .rows = output_h,
           .columns = output_w,
           .output_row_step = output_w * shape.out,
           .output_pixel_step = shape.out,
           .read_soon = group == 0 ? input_image(shape, input.memory(), n + 1) : Prefetch{},
           .also_read_soon = group == 0 ? output_image(shape, output.added, n + 1) : Prefetch{},
           .written_soon = group == 0 ? output_image(shape, output.values, n + 1) : Prefetch{}});
    }
  });
}

void direct_backward_input(const ConvolutionShape& original, const float* d_output,
                           const float* weight, const Destination& d_input,
                           const KernelTable& table) {
  const ConvolutionShape shape = in_runs(original);
  const std::int64_t output_h = shape.output_h();
  const std::int64_t output_w = shape.output_w();
  // Rows and columns of zeros before d_output, enough for the phase with the most taps.
  const std::int64_t top = (shape.kernel_h - 1) / shape.stride;
  const std::int64_t left = (shape.kernel_w - 1) / shape.stride;
  const std::int64_t rows = (shape.h - 1 + shape.padding) / shape.stride + top + 1;
  const std::int64_t columns = (shape.w - 1 + shape.padding) / shape.stride + left + 1;
  const std::int64_t row_step = columns * shape.out;
  const std::int64_t lanes = table.vector_lanes;

  struct PhasePass {
    Phase y, x;
    std::int64_t group;
    const float* packed;
  };
  std::vector<PhasePass> passes;
  Scratch shared;
  for (std::int64_t phase_y = 0; phase_y < shape.stride; ++phase_y) {
    for (std::int64_t phase_x = 0; phase_x < shape.stride; ++phase_x) {
      const Phase y = phase_of(phase_y, shape.kernel_h, shape.h, shape);
      const Phase x = phase_of(phase_x, shape.kernel_w, shape.w, shape);
      for (std::int64_t group = 0; group < shape.groups; ++group) {
        const Taps taps = backward_taps(shape, weight, group, phase_y, phase_x, y.taps, x.taps);
        float* packed = shared.floats(taps.packed_elements(lanes));
        taps.pack(lanes, packed);
        passes.push_back({y, x, group, packed});
      }
    }
  }
  parallel_for(shape.n, [&](std::int64_t n) {
    Scratch scratch;
    const float* image = d_output + n * output_h * output_w * shape.out;
    if (top > 0 || left > 0 || rows != output_h || columns != output_w) {
      float* padded = scratch.floats(rows * row_step);
      copy_padded({image, output_h, output_w, shape.out, shape.out}, top, left, rows, columns,
                  shape.out, padded);
      image = padded;
    }
    for (const PhasePass& pass : passes) {
      const bool first = &pass == passes.data();
      const std::int64_t first_row = pass.y.first_j - pass.y.taps + 1 + top;
      const std::int64_t first_column = pass.x.first_j - pass.x.taps + 1 + left;
      const std::int64_t first_pixel =
          (n * shape.h + pass.y.first_pixel) * shape.w + pass.x.first_pixel;
      const std::int64_t at = first_pixel * shape.in + pass.group * shape.group_in();
      table.convolution_pass(
          {.input = image + (first_row * columns + first_column) * shape.out +
                    pass.group * shape.group_out(),
           .row_step = row_step,
           .pixel_step = shape.out,
           .tap_rows = pass.y.taps,
           .tap_columns = pass.x.taps,
           .tap_row_step = row_step,
           .tap_column_step = shape.out,
           .in = shape.group_out(),
           .out = shape.group_in(),
           .weight = pass.packed,
           .output = d_input.values + at,
           .added = after(d_input.added, at),
           .rows = pass.y.pixels,
           .columns = pass.x.pixels,
           .output_row_step = shape.stride * shape.w * shape.in,
           .output_pixel_step = shape.stride * shape.in,
           .read_soon = first ? output_image(shape, d_output, n + 1) : Prefetch{},
           .also_read_soon = first ? input_image(shape, d_input.added, n + 1) : Prefetch{},
           .written_soon = first ? input_image(shape, d_input.values, n + 1) : Prefetch{}});
    }
  });
}

}  // namespace actlab::kernels
