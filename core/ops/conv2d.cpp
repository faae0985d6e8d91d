#include <actlab/core/ops/conv2d.h>

#include <algorithm>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/convolution/convolution.h>
#include <actlab/core/ops/gradient_buffer.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/core/tensor/saved_tensor.h>

namespace actlab {
namespace {

using kernels::ConvolutionShape;

// Weights are shown as users know them from files: [out, in / groups, height, width].
std::string file_order(const Tensor& weight) {
  return to_string(Shape{weight.size(3), weight.size(2), weight.size(0), weight.size(1)});
}

std::string both(const Tensor& input, const Tensor& weight) {
  return text("(input ", input.shape(), ", weight ", file_order(weight), ")");
}

void check_options(const Conv2dOptions& options) {
  const Padding& p = options.padding;
  if (std::min({options.stride.h, options.stride.w, options.groups}) < 1 ||
      std::min({p.top, p.bottom, p.left, p.right}) < 0) {
    throw Error(
        text("[conv2d] stride and groups must be at least 1 and padding at least 0: got stride ",
             options.stride, ", groups ", options.groups, ", padding ", options.padding));
  }
}

void check_channels(const Tensor& input, const Tensor& weight, std::int64_t groups) {
  if (input.size(3) != weight.size(2) * groups) {
    throw Error(text("[conv2d] input channels must match the weight: got ", input.size(3),
                     " (input ", input.shape(), "), expected ", weight.size(2) * groups,
                     " (weight ", file_order(weight), groups > 1 ? text(", groups ", groups) : "",
                     ")"));
  }
  if (weight.size(3) % groups != 0) {
    throw Error(text("[conv2d] output channels must be a multiple of groups: got ", weight.size(3),
                     " channels and ", groups, " groups ", both(input, weight)));
  }
  if (weight.elements() == 0) {
    throw Error(text("[conv2d] no size of the weight may be 0 ", both(input, weight)));
  }
}

ConvolutionShape checked_shape(const Tensor& input, const Tensor& weight,
                               const Conv2dOptions& options) {
  if (input.rank() != 4) {
    throw Error(text("[conv2d] input must be [n, h, w, channels]: got ", input.shape()));
  }
  if (weight.rank() != 4) {
    throw Error(text("[conv2d] weight must be [kernel_h, kernel_w, in / groups, out]: got ",
                     weight.shape()));
  }
  check_options(options);
  check_channels(input, weight, options.groups);
  const Extent image(input.size(1), input.size(2));
  const Extent kernel(weight.size(0), weight.size(1));
  const ConvolutionShape shape{.n = input.size(0),
                               .h = image.h,
                               .w = image.w,
                               .in = input.size(3),
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

void check_skip(const Tensor& skip, const Shape& output) {
  if (!skip.defined() || skip.shape() == output) return;
  throw Error(text("[conv2d] skip must have the output's shape: got ", skip.shape(), ", expected ",
                   output));
}

// A tensor of images for the kernels, which make a deferred one as they read it.
class ReadImages {
 public:
  explicit ReadImages(const Tensor& images)
      : rows_(images.has_values() ? nullptr : images.rows()),
        images_(rows_ ? kernels::Images(*rows_) : kernels::Images(images.data())) {}
  operator const kernels::Images&() const { return images_; }

 private:
  std::shared_ptr<const RowSource> rows_;
  kernels::Images images_;
};

Tensor forward(const ConvolutionShape& shape, const Tensor& input, const Tensor& weight,
               const Tensor& skip) {
  Tensor output = Tensor::uninitialised({shape.n, shape.output_h(), shape.output_w(), shape.out});
  kernels::convolution_forward(shape, ReadImages(input), weight.data(),
                               {output.data(), data_or_null(skip)});
  return output;
}

// Order of the inputs in the graph.
enum Input : std::size_t { kInput, kWeight, kSkip };

void backward(const ConvolutionShape& shape, const SavedTensor& input, const Tensor& weight,
              const Tensor& d_output, const GradientSlots& slots) {
  Tensor d_weight, d_input;
  if (slots[kWeight]) d_weight = Tensor::uninitialised(weight.shape());
  if (slots[kInput]) {
    const Tensor gathered = take_gradient(slots[kInput]);
    d_input = gradient_sum(gathered, {shape.n, shape.h, shape.w, shape.in});
    const std::shared_ptr<RowSink> next = begin_first_step(slots[kInput]);
    const kernels::Destination destination{d_input.data(), data_or_null(gathered), next.get()};
    if (slots[kWeight]) {
      kernels::convolution_backward(shape, ReadImages(input.get()), d_output.data(), weight.data(),
                                    d_weight.data(), destination);
    } else {
      kernels::convolution_backward_input(shape, d_output.data(), weight.data(), destination);
    }
  } else if (slots[kWeight]) {
    kernels::convolution_backward_weight(shape, ReadImages(input.get()), d_output.data(),
                                         d_weight.data());
  }
  if (slots[kWeight]) accumulate_gradient(slots[kWeight], d_weight);
  if (slots[kInput]) accumulate_gradient(slots[kInput], d_input);
  if (slots[kSkip]) accumulate_gradient(slots[kSkip], d_output);
}

}  // namespace

Tensor conv2d(const Tensor& input, const Tensor& weight, Conv2dOptions options,
              const Tensor& skip) {
  const ConvolutionShape shape = checked_shape(input, weight, options);
  check_skip(skip, {shape.n, shape.output_h(), shape.output_w(), shape.out});
  Tensor output = forward(shape, input, weight, skip);
  if (!is_recording() || !is_recording({input, weight, skip})) return output;

  const SavedTensor saved = weight.requires_gradient() ? SavedTensor(input) : SavedTensor();
  record(
      "conv2d", output, {input, weight, skip},
      [shape, saved, weight = weight.detach()](const Tensor& d_output, const GradientSlots& slots) {
        backward(shape, saved, weight, d_output, slots);
      });
  return output;
}

}  // namespace actlab
