#include <actlab/core/ops/conv2d.h>

#include <algorithm>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/convolution/convolution.h>
#include <actlab/core/ops/gradient_buffer.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

using kernels::ConvolutionShape;

// Weights are shown as users know them from files: [out, in / groups, height, width].
std::string file_order(const Tensor& weight) {
  return to_string(Shape{weight.size(3), weight.size(2), weight.size(0), weight.size(1)});
}

std::string both(const Shape& input, const Tensor& weight) {
  return text("(input ", input, ", weight ", file_order(weight), ")");
}

void check_options(const Conv2dOptions& options) {
  if (std::min({options.stride.h, options.stride.w, options.groups}) < 1) {
    throw Error(text("[conv2d] stride and groups must be at least 1: got stride ", options.stride,
                     ", groups ", options.groups));
  }
}

void check_channels(const Shape& input, const Tensor& weight, std::int64_t groups) {
  if (input[3] != weight.size(2) * groups) {
    throw Error(text("[conv2d] input channels must match the weight: got ", input[3], " (input ",
                     input, "), expected ", weight.size(2) * groups, " (weight ",
                     file_order(weight), groups > 1 ? text(", groups ", groups) : "", ")"));
  }
  if (weight.size(3) % groups != 0) {
    throw Error(text("[conv2d] output channels must be a multiple of groups: got ", weight.size(3),
                     " channels and ", groups, " groups ", both(input, weight)));
  }
  if (weight.elements() == 0) {
    throw Error(text("[conv2d] no size of the weight may be 0 ", both(input, weight)));
  }
}

// Order of the inputs in the graph.
enum Input : std::size_t { kInput, kWeight, kSkip };

void backward(const ConvolutionShape& shape, const Tensor& input, const Tensor& weight,
              const Tensor& d_output, const GradientSlots& slots) {
  Tensor d_weight = slots[kWeight] ? Tensor::uninitialised(weight.shape()) : Tensor();
  if (slots[kInput]) {
    accumulate_gradient(slots[kInput], [&](float* to, const float* added) {
      if (slots[kWeight]) {
        kernels::convolution_backward(shape, input.data(), d_output.data(), weight.data(),
                                      d_weight.data(), {to, added});
      } else {
        kernels::convolution_backward_input(shape, d_output.data(), weight.data(), {to, added});
      }
    });
  } else if (slots[kWeight]) {
    kernels::convolution_backward_weight(shape, input.data(), d_output.data(), d_weight.data());
  }
  if (slots[kWeight]) accumulate_gradient(slots[kWeight], d_weight);
  if (slots[kSkip]) accumulate_gradient(slots[kSkip], d_output);
}

}  // namespace

ConvolutionShape convolution_shape(const Shape& input, const Tensor& weight,
                                   const Conv2dOptions& options) {
  if (input.rank() != 4) {
    throw Error(text("[conv2d] input must be [n, h, w, channels]: got ", input));
  }
  if (weight.rank() != 4) {
    throw Error(text("[conv2d] weight must be [kernel_h, kernel_w, in / groups, out]: got ",
                     weight.shape()));
  }
  check_options(options);
  check_channels(input, weight, options.groups);
  const Extent image(input[1], input[2]);
  const Extent kernel(weight.size(0), weight.size(1));
  const ConvolutionShape shape{.n = input[0],
                               .h = image.h,
                               .w = image.w,
                               .in = input[3],
                               .out = weight.size(3),
                               .kernel = kernel,
                               .stride = options.stride,
                               .padding = options.padding.on(image, kernel, options.stride),
                               .groups = options.groups};
  if (shape.h + shape.padding.height() < kernel.h || shape.w + shape.padding.width() < kernel.w ||
      shape.h < 1 || shape.w < 1) {
    throw Error(text("[conv2d] the kernel must fit into the padded image: got a kernel of ",
                     kernel.h, " x ", kernel.w, " and an image of ", shape.h, " x ", shape.w,
                     " with padding ", shape.padding, " ", both(input, weight)));
  }
  return shape;
}

Shape convolution_output(const ConvolutionShape& shape) {
  return {shape.n, shape.output_h(), shape.output_w(), shape.out};
}

void check_convolution_skip(const ConvolutionShape& shape, const Tensor& skip) {
  if (!skip.defined() || skip.shape() == convolution_output(shape)) return;
  throw Error(text("[conv2d] skip must have the output's shape: got ", skip.shape(), ", expected ",
                   convolution_output(shape)));
}

Tensor conv2d(const Tensor& input, const Tensor& weight, Conv2dOptions options,
              const Tensor& skip) {
  const ConvolutionShape shape = convolution_shape(input.shape(), weight, options);
  check_convolution_skip(shape, skip);
  Tensor output = Tensor::uninitialised(convolution_output(shape));
  kernels::convolution_forward(shape, input.data(), weight.data(),
                               {output.data(), data_or_null(skip)});
  if (!is_recording()) return output;

  record("conv2d", output, {input, weight, skip},
         [shape, x = weight.requires_gradient() ? input.detach() : Tensor(), w = weight.detach()](
             const Tensor& d_output, const GradientSlots& slots) {
           backward(shape, x, w, d_output, slots);
         });
  return output;
}

}  // namespace actlab
