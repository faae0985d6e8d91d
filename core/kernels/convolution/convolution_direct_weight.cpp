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

// What the pass wants to lie without gaps: the taps of a row, and whole vectors of output channels.
struct PassInput {
  const float* data;
  std::int64_t row_step, pixel_step;
};

// The inputs of one group, from `image` on, with their padding.
PassInput whole_taps(const ConvolutionShape& shape, const StridedRows& image, Scratch& scratch) {
  const std::int64_t channels = shape.group_in();
  if (shape.padding.is_none() && image.step == channels) {
    return {image.data, shape.w * channels, channels};
  }
  const std::int64_t rows = (shape.output_h() - 1) * shape.stride.h + shape.kernel.h;
  const std::int64_t columns = (shape.output_w() - 1) * shape.stride.w + shape.kernel.w;
  float* padded = scratch.floats(rows * columns * channels);
  copy_padded({image.data, shape.h, shape.w, channels, image.step}, shape.padding.top,
              shape.padding.left, rows, columns, channels, padded);
  return {padded, columns * channels, channels};
}

// The output gradients of one group, from `d_output` on.
StridedRows whole_gradient(const ConvolutionShape& shape, std::int64_t out_lanes,
                           const StridedRows& d_output, Scratch& scratch) {
  if (out_lanes == shape.group_out()) return d_output;
  const std::int64_t output_h = shape.output_h();
  const std::int64_t output_w = shape.output_w();
  float* whole = scratch.floats(output_h * output_w * out_lanes);
  copy_padded({d_output.data, output_h, output_w, shape.group_out(), d_output.step}, 0, 0, output_h,
              output_w, out_lanes, whole);
  return {whole, out_lanes};
}

// Adds the weight gradient of one image and one group; image and d_output are at the group's
// channels.
void add_group(const ConvolutionShape& shape, std::int64_t out_lanes, const StridedRows& image,
               const StridedRows& d_output, float* d_weight, const Prefetch& next_image,
               const Prefetch& next_gradient) {
  Scratch scratch;
  const PassInput input = whole_taps(shape, image, scratch);
  const StridedRows gradient = whole_gradient(shape, out_lanes, d_output, scratch);
  convolution_kernels().weight_pass({.input = input.data,
                                     .row_step = shape.stride.h * input.row_step,
                                     .pixel_step = shape.stride.w * input.pixel_step,
                                     .tap_rows = shape.kernel.h,
                                     .tap_row_step = input.row_step,
                                     .in = shape.kernel.w * shape.group_in(),
                                     .out = out_lanes,
                                     .d_output = gradient.data,
                                     .rows = shape.output_h(),
                                     .columns = shape.output_w(),
                                     .d_output_row_step = shape.output_w() * gradient.step,
                                     .d_output_pixel_step = gradient.step,
                                     .d_weight = d_weight,
                                     .read_soon = next_image,
                                     .also_read_soon = next_gradient});
}

// Adds up the gradient of the weight, image by image. `then(n)` is called after image n.
template <class Then>
void sum_weight_gradient(const ConvolutionShape& shape, const Images& input, const Images& d_output,
                         float* d_weight, const Then& then) {
  const std::int64_t out_lanes = whole_vectors(shape.group_out());
  const std::int64_t group_elements = shape.kernel.area() * shape.group_in() * out_lanes;
  const std::int64_t pixels = shape.h * shape.w;
  const std::int64_t output_pixels = shape.output_h() * shape.output_w();
  const auto add_image = [&](std::int64_t n, bool is_last, float* partial) {
    Scratch scratch;
    const StridedRows image = input.pixels(n * pixels, pixels, shape.in, scratch);
    const StridedRows gradient =
        d_output.pixels(n * output_pixels, output_pixels, shape.out, scratch);
    for (std::int64_t group = 0; group < shape.groups; ++group) {
      const bool fetch = group == 0 && !is_last;
      add_group(shape, out_lanes, {image.data + group * shape.group_in(), image.step},
                {gradient.data + group * shape.group_out(), gradient.step},
                partial + group * group_elements,
                fetch ? input_image(shape, input.memory(), n + 1) : Prefetch{},
                fetch ? output_image(shape, d_output.memory(), n + 1) : Prefetch{});
    }
  };
  const auto add_images = [&](std::int64_t begin, std::int64_t end, float* partial) {
    for (std::int64_t n = begin; n < end; ++n) {
      add_image(n, n + 1 == end, partial);
      then(n);
    }
  };
  sum_over_images(shape, out_lanes, add_images, d_weight);
}

}  // namespace

void direct_backward_weight(const ConvolutionShape& original, const Images& input,
                            const Images& d_output, float* d_weight) {
  sum_weight_gradient(in_runs(original), input, d_output, d_weight, [](std::int64_t) {});
}

void direct_backward(const ConvolutionShape& original, const Images& input, const Images& d_output,
                     const float* weight, float* d_weight, const Destination& d_input) {
  const ConvolutionShape shape = in_runs(original);
  const DirectInputGradient gradient(shape, d_output, weight, d_input);
  sum_weight_gradient(shape, input, d_output, d_weight, [&](std::int64_t n) { gradient.write(n); });
}

}  // namespace actlab::kernels
