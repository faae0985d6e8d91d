// The weight gradient of direct convolution, in words:
//
//   for each chunk of images in parallel, with a weight gradient of its own
//     for each image, for each group: copy it with its padding into scratch
//       run the register-tiled pass, which adds its products up
//   add the chunks in order.
//
// Where both gradients are wanted, the input's is made image by image right after: what both read
// is then in the cache.
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_direct.h>
#include <actlab/core/kernels/convolution/convolution_direct_input.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_pass.h>
#include <actlab/core/kernels/convolution/padded_image.h>
#include <actlab/core/kernels/convolution/weight_gradient_chunks.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {
namespace {

// Adds the weight gradient of one image and one group; the pointers are at the group's channels.
void add_group(const ConvolutionShape& shape, std::int64_t out_lanes, const float* image,
               const float* d_output, float* d_weight, const Prefetch& next_image,
               const Prefetch& next_gradient) {
  Scratch scratch;
  const std::int64_t output_h = shape.output_h();
  const std::int64_t output_w = shape.output_w();
  std::int64_t pixel_step = shape.in;
  std::int64_t row_step = shape.w * shape.in;
  if (!shape.padding.is_none() ||
      shape.groups > 1) {  // the pass wants the taps of a row contiguous
    const std::int64_t rows = (output_h - 1) * shape.stride.h + shape.kernel.h;
    const std::int64_t columns = (output_w - 1) * shape.stride.w + shape.kernel.w;
    pixel_step = shape.group_in();
    row_step = columns * pixel_step;
    float* padded = scratch.floats(rows * row_step);
    copy_padded({image, shape.h, shape.w, shape.group_in(), shape.in}, shape.padding.top,
                shape.padding.left, rows, columns, pixel_step, padded);
    image = padded;
  }
  std::int64_t d_output_step = shape.out;
  if (out_lanes != shape.group_out()) {  // and whole vectors of output channels
    d_output_step = out_lanes;
    float* whole = scratch.floats(output_h * output_w * out_lanes);
    copy_padded({d_output, output_h, output_w, shape.group_out(), shape.out}, 0, 0, output_h,
                output_w, out_lanes, whole);
    d_output = whole;
  }
  convolution_kernels().weight_pass({.input = image,
                                     .row_step = shape.stride.h * row_step,
                                     .pixel_step = shape.stride.w * pixel_step,
                                     .tap_rows = shape.kernel.h,
                                     .tap_row_step = row_step,
                                     .in = shape.kernel.w * shape.group_in(),
                                     .out = out_lanes,
                                     .d_output = d_output,
                                     .rows = output_h,
                                     .columns = output_w,
                                     .d_output_row_step = output_w * d_output_step,
                                     .d_output_pixel_step = d_output_step,
                                     .d_weight = d_weight,
                                     .read_soon = next_image,
                                     .also_read_soon = next_gradient});
}

// Adds up the gradient of the weight, image by image. `then(n)` is called after image n.
template <class Then>
void sum_weight_gradient(const ConvolutionShape& shape, const Images& input, const float* d_output,
                         float* d_weight, const Then& then) {
  const std::int64_t lanes = vector_lanes();
  const std::int64_t out_lanes = (shape.group_out() + lanes - 1) / lanes * lanes;
  const std::int64_t group_elements = shape.kernel.area() * shape.group_in() * out_lanes;
  const auto add_image = [&](std::int64_t n, bool is_last, float* partial) {
    Scratch scratch;
    const float* image = input.pixels(n * shape.h * shape.w, shape.h * shape.w, shape.in, scratch);
    const float* gradient = d_output + n * shape.output_h() * shape.output_w() * shape.out;
    for (std::int64_t group = 0; group < shape.groups; ++group) {
      const bool fetch = group == 0 && !is_last;
      add_group(shape, out_lanes, image + group * shape.group_in(),
                gradient + group * shape.group_out(), partial + group * group_elements,
                fetch ? input_image(shape, input.memory(), n + 1) : Prefetch{},
                fetch ? output_image(shape, d_output, n + 1) : Prefetch{});
    }
  };
  sum_over_images(
      shape, out_lanes,
      [&](std::int64_t begin, std::int64_t end, float* partial) {
        for (std::int64_t n = begin; n < end; ++n) {
          add_image(n, n + 1 == end, partial);
          then(n);
        }
      },
      d_weight);
}

}  // namespace

void direct_backward_weight(const ConvolutionShape& original, const Images& input,
                            const float* d_output, float* d_weight) {
  sum_weight_gradient(in_runs(original), input, d_output, d_weight, [](std::int64_t) {});
}

void direct_backward(const ConvolutionShape& original, const Images& input, const float* d_output,
                     const float* weight, float* d_weight, const Destination& d_input) {
  const ConvolutionShape shape = in_runs(original);
  const DirectInputGradient gradient(shape, d_output, weight, d_input);
  sum_weight_gradient(shape, input, d_output, d_weight, [&](std::int64_t n) { gradient.write(n); });
}

}  // namespace actlab::kernels
