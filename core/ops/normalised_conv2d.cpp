#include <actlab/core/ops/normalised_conv2d.h>

#include <actlab/core/kernels/convolution/convolution.h>
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
    kernels::convolution_backward(kept.shape, ReadImages(kept), d_output.data(), kept.weight.data(),
                                  d_weight.data(), destination);
  } else {
    kernels::convolution_backward_input(kept.shape, d_output.data(), kept.weight.data(),
                                        destination);
  }
  if (d_activated.defined()) kept.made->tell_activated(d_activated);
}

void backward(const Kept& kept, const Tensor& d_output, const GradientSlots& slots) {
  const auto& weight_slot = slots[kept.made->inputs()];
  const auto& added_slot = slots[kept.made->inputs() + 1];
  Tensor d_weight = weight_slot ? Tensor::uninitialised(kept.weight.shape()) : Tensor();
  if (added_slot) accumulate_gradient(added_slot, d_output);
  if (kept.made->wants_gradient(slots)) {
    const Tensor d_z = Tensor::uninitialised(kept.made->shape());
    kernels::BatchNormGradient first = kept.made->first_step(slots);
    backward_to_pre_activation(kept, d_output, d_weight, d_z, first);
    kept.made->second_step(first, d_z, slots);
  } else if (weight_slot) {
    kernels::convolution_backward_weight(kept.shape, ReadImages(kept), d_output.data(),
                                         d_weight.data());
  }
  if (weight_slot) accumulate_gradient(weight_slot, d_weight);
}

}  // namespace

Tensor normalised_conv2d(const Normalised& normalised, const Tensor& weight,
                         const NormalisedConv2dOptions& options, const Tensor& added) {
  Kept kept{normalised.made,
            {},
            convolution_shape(normalised.made->shape(), weight, options.convolution),
            weight.detach()};
  check_convolution_skip(kept.shape, added);
  if (options.keep_activated) kept.activated = kept.made->activated();
  Tensor output = Tensor::uninitialised(convolution_output(kept.shape));
  kernels::convolution_forward(kept.shape, ReadImages(kept), weight.data(),
                               {output.data(), data_or_null(added)});
  if (!is_recording()) return output;

  std::vector<Tensor> inputs = normalised.inputs;
  inputs.push_back(weight);
  inputs.push_back(added);
  record("normalised_conv2d", output, inputs,
         [kept](const Tensor& d_output, const GradientSlots& slots) {
           backward(kept, d_output, slots);
         });
  return output;
}

}  // namespace actlab
