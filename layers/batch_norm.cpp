#include <actlab/layers/batch_norm.h>

namespace actlab::layers {

BatchNorm2d::BatchNorm2d(std::int64_t channels, bool scale) {
  const Shape shape{channels};
  if (scale) {
    tensors_.scale = add_parameter("weight", Tensor::ones(shape), {.group = group::norms});
  }
  tensors_.shift = add_parameter("bias", Tensor::zeros(shape), {.group = group::norms});
  tensors_.running_mean = add_buffer("running_mean", Tensor::zeros(shape));
  tensors_.running_variance = add_buffer("running_var", Tensor::ones(shape));
}

BatchNormOptions BatchNorm2d::options() const {
  BatchNormOptions options;
  options.training = training();
  return options;
}

Tensor BatchNorm2d::compute(const Tensor& input) {
  return batch_norm_activation(input, tensors_, options());
}

Tensor BatchNormActivation::forward(const Tensor& input, const Tensor& skip) {
  Tensor output = batch_norm_activation(
      actlab::normalise(input, batch_norm_.tensors(), batch_norm_.options(),
                        {activation_.formula(), activation_.formula_parameters()}, skip));
  activation_.observe(output);
  return output;
}

Normalised BatchNormActivation::normalise(const Tensor& input, const Tensor& skip) {
  Normalised result =
      actlab::normalise(input, batch_norm_.tensors(), batch_norm_.options(),
                        {activation_.formula(), activation_.formula_parameters()}, skip);
  if (activation_.is_watched()) activation_.observe(result.made->activated());
  return result;
}

}  // namespace actlab::layers
