#include <actlab/core/ops/normalised_conv2d.h>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/convolution/convolution.h>
#include <actlab/core/ops/axis_range.h>
#include <actlab/core/ops/gradient_buffer.h>

namespace actlab {
namespace {

using kernels::ConvolutionShape;

// What backward needs.
struct Kept {
  std::shared_ptr<NormalisedActivation> made;
  Tensor activated;  // not defined() where it is made again
  ConvolutionShape shape;
  Tensor weight;
  std::int64_t first_channel = 0;  // of the images that it was written into

  // d_output of the convolution alone, among the channels of these images.
  kernels::Images gradient(const Tensor& d_images) const {
    if (d_images.size(-1) == shape.out) return d_images.data();
    return kernels::Images(
        kernels::StridedRows{d_images.data() + first_channel, d_images.size(-1)});
  }
};

// The images that the convolution reads: those that were kept, or made in its cache.
class ReadImages {
 public:
  explicit ReadImages(const Kept& kept)
      : rows_(kept.made->rows()),
        images_(kept.activated.defined() ? kernels::Images(kept.activated.data())
                                         : kernels::Images(rows_)) {}
  operator const kernels::Images&() const { return images_; }

 private:
  kernels::NormalisedRows rows_;
  kernels::Images images_;
};

// Writes d_z, taking the first step of the normalisation row by row, and d_weight where defined().
void backward_to_pre_activation(const Kept& kept, const Tensor& d_output, Tensor d_weight,
                                Tensor d_z, kernels::BatchNormGradient& first) {
  Tensor d_activated;  // for those who watch
  if (kept.made->is_activated_watched()) {
    d_activated = Tensor::uninitialised(d_z.shape());
    first.keep_d_y(d_activated.data());
  }
  const kernels::Destination destination{d_z.data(), nullptr, &first};
  if (d_weight.defined()) {
    kernels::convolution_backward(kept.shape, ReadImages(kept), kept.gradient(d_output),
                                  kept.weight.data(), d_weight.data(), destination);
  } else {
    kernels::convolution_backward_input(kept.shape, kept.gradient(d_output), kept.weight.data(),
                                        destination);
  }
  if (d_activated.defined()) kept.made->tell_activated(d_activated);
}

// What it was added to, or written into, takes d_output as it is.
void backward(const Kept& kept, Tensor d_output, const GradientSlots& slots) {
  const auto& weight_slot = slots[kept.made->inputs()];
  const auto& target_slot = slots[kept.made->inputs() + 1];
  const auto pass_on = [&] {
    if (target_slot) accumulate_gradient(target_slot, d_output);
    d_output = Tensor();  // so that the target may hold it alone, and be added to in place
  };
  Tensor d_weight = weight_slot ? Tensor::uninitialised(kept.weight.shape()) : Tensor();
  if (kept.made->wants_gradient(slots)) {
    const Tensor d_z = Tensor::uninitialised(kept.made->shape());
    kernels::BatchNormGradient first = kept.made->first_step(slots);
    backward_to_pre_activation(kept, d_output, d_weight, d_z, first);
    pass_on();
    kept.made->second_step(first, d_z, slots);
  } else {
    if (weight_slot) {
      kernels::convolution_backward_weight(kept.shape, ReadImages(kept), kept.gradient(d_output),
                                           d_weight.data());
    }
    pass_on();
  }
  if (weight_slot) accumulate_gradient(weight_slot, d_weight);
}

Kept keep(const Normalised& normalised, const Tensor& weight,
          const NormalisedConv2dOptions& options) {
  Kept kept{normalised.made,
            {},
            convolution_shape(normalised.made->shape(), weight, options.convolution),
            weight.detach()};
  if (options.keep_activated) kept.activated = kept.made->activated();
  return kept;
}

// `target`: what the result was added to or written into.
void record_conv2d(Tensor& output, const Normalised& normalised, const Tensor& weight,
                   const Tensor& target, const Kept& kept) {
  if (!is_recording()) return;
  std::vector<Tensor> inputs = normalised.inputs;
  inputs.push_back(weight);
  inputs.push_back(target);
  record("normalised_conv2d", output, inputs, [kept](Tensor d_output, const GradientSlots& slots) {
    backward(kept, std::move(d_output), slots);
  });
}

void check_target(const Tensor& images, std::int64_t first, const ConvolutionShape& shape) {
  const Shape result = convolution_output(shape);
  const bool fits = images.rank() == 4 && with_size(images.shape(), 3, shape.out) == result;
  if (fits && first >= 0 && first + shape.out <= images.size(3)) return;
  throw Error(text("[normalised_conv2d_into] the images must have room for the result: got ",
                   images.shape(), ", expected ", result, " to fit into its channels from ", first,
                   " on"));
}

}  // namespace

Tensor normalised_conv2d(const Normalised& normalised, const Tensor& weight,
                         const NormalisedConv2dOptions& options, const Tensor& added) {
  const Kept kept = keep(normalised, weight, options);
  check_convolution_skip(kept.shape, added);
  Tensor output = Tensor::uninitialised(convolution_output(kept.shape));
  kernels::convolution_forward(kept.shape, ReadImages(kept), weight.data(),
                               {output.data(), data_or_null(added)});
  record_conv2d(output, normalised, weight, added, kept);
  return output;
}

Tensor normalised_conv2d_into(const Tensor& images, std::int64_t first,
                              const Normalised& normalised, const Tensor& weight,
                              const NormalisedConv2dOptions& options) {
  Kept kept = keep(normalised, weight, options);
  check_target(images, first, kept.shape);
  kept.first_channel = first;
  Tensor output = images.detach();
  kernels::convolution_forward(
      kept.shape, ReadImages(kept), weight.data(),
      kernels::Destination::among_channels(output.data() + first, output.size(3)));
  record_conv2d(output, normalised, weight, images, kept);
  return output;
}

}  // namespace actlab
