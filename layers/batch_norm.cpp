#include <actlab/layers/batch_norm.h>

namespace actlab::layers {
namespace {

// `place`: two values are made, z and y; the gradient of each comes from a place in the maker.
Lazy lazy(const Normalised& normalised, Tensor (NormalisedActivation::*values)() const,
          void (NormalisedActivation::*watch)(NormalisedActivation::GradientWatcher),
          std::ptrdiff_t place) {
  const auto made = normalised.made;
  std::function<void(Lazy::GradientHook)> watch_gradient;
  if (is_recording(normalised.inputs)) {
    watch_gradient = [made, watch](Lazy::GradientHook hook) { (*made.*watch)(std::move(hook)); };
  }
  const std::shared_ptr<const char> origin(made, reinterpret_cast<const char*>(made.get()) + place);
  return {made->shape(), [made, values] { return (*made.*values)(); }, std::move(watch_gradient),
          origin};
}

}  // namespace

BatchNorm2d::BatchNorm2d(std::int64_t channels, bool scale, double epsilon) : epsilon_(epsilon) {
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
  options.epsilon = epsilon_;
  return options;
}

Tensor BatchNorm2d::compute(const Tensor& input) {
  return batch_norm_activation(input, tensors_, options());
}

Tensor BatchNorm2d::forward(const Tensor& input, const Tensor& skip) {
  Tensor output = batch_norm_activation(input, tensors_, options(), nullptr, {}, skip);
  if (is_watched()) announce(input, output);
  return output;
}

Tensor BatchNormActivation::forward(const Tensor& input, const Tensor& skip) {
  const Normalised made = normalised(input, skip);
  Tensor output = batch_norm_activation(made);
  announce(input, made, &output);
  return output;
}

Normalised BatchNormActivation::normalise(const Tensor& input, const Tensor& skip) {
  Normalised made = normalised(input, skip);
  announce(input, made, nullptr);
  return made;
}

Tensor BatchNormActivation::forward(DenseFeatures& input) {
  const Normalised made = normalised(input);
  Tensor output = batch_norm_activation(made);
  announce(input.view(), made, &output);
  return output;
}

Normalised BatchNormActivation::normalise(DenseFeatures& input) {
  Normalised made = normalised(input);
  announce(input.view(), made, nullptr);
  return made;
}

Normalised BatchNormActivation::normalised(DenseFeatures& input) const {
  return input.normalise(batch_norm_.tensors(), batch_norm_.options(), formula());
}

FormulaActivation BatchNormActivation::formula() const {
  return {activation_.formula(), activation_.formula_parameters()};
}

Normalised BatchNormActivation::normalised(const Tensor& input, const Tensor& skip) const {
  return actlab::normalise(input, batch_norm_.tensors(), batch_norm_.options(), formula(), skip);
}

void BatchNormActivation::announce(const ChannelView& input, const Normalised& made,
                                   const Tensor* output) const {
  if (!batch_norm_.is_watched() && !activation_.is_watched()) return;
  const Lazy pre_activation = lazy_pre_activation(made);
  batch_norm_.announce(input, pre_activation);
  activation_.announce(pre_activation, output != nullptr ? Lazy(*output) : lazy_activated(made));
}

Lazy lazy_pre_activation(const Normalised& normalised) {
  return lazy(normalised, &NormalisedActivation::pre_activation,
              &NormalisedActivation::watch_pre_activation, 0);
}

Lazy lazy_activated(const Normalised& normalised) {
  return lazy(normalised, &NormalisedActivation::activated, &NormalisedActivation::watch_activated,
              1);
}

}  // namespace actlab::layers
