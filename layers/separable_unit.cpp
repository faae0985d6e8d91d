#include <actlab/layers/separable_unit.h>

#include <actlab/core/base/error.h>

namespace actlab::layers {

SeparableUnit::SeparableUnit(std::int64_t in_channels, std::int64_t out_channels,
                             std::int64_t kernel, std::int64_t stride, const BlockOptions& options)
    : first_(half(1, in_channels, out_channels,
                  {.stride = stride, .padding = Padding::same(), .groups = in_channels}, kernel,
                  options)),
      second_(half(2, out_channels, out_channels,
                   {.padding = Padding::same(), .groups = out_channels}, kernel, options)),
      keep_activated_(!options.recompute) {}

SeparableUnit::Half SeparableUnit::half(int number, std::int64_t in_channels,
                                        std::int64_t out_channels, const Conv2dOptions& depthwise,
                                        std::int64_t kernel, const BlockOptions& options) {
  const std::string separable = text("separable_", number);
  auto& activation = add_child<Activation>(text("act_", number), options.activation, in_channels);
  auto& filter = add_child<Conv2d>(separable + ".depthwise_conv2d", in_channels, in_channels,
                                   kernel, depthwise);
  auto& pointwise =
      add_child<Conv2d>(separable + ".pointwise_conv2d", in_channels, out_channels, 1);
  auto& norm = add_child<BatchNorm2d>(text("bn_sep_", number), out_channels,
                                      options.batch_norm_scale, options.batch_norm_epsilon);
  return {activation, filter, pointwise, norm};
}

Tensor SeparableUnit::forward(const Tensor& input, const Tensor& added) {
  Tensor output = sum(input, added);
  if (is_watched()) announce(input, output);
  return output;
}

Tensor SeparableUnit::sum(const Tensor& input, const Tensor& added) {
  const Tensor narrow = first_.pointwise.forward(
      first_.depthwise.forward(first_.activation.activate(input), keep_activated_));
  const Normalised middle = BatchNormActivation(first_.norm, second_.activation).normalise(narrow);
  const Tensor wide = second_.pointwise.forward(second_.depthwise.forward(middle, keep_activated_));
  return second_.norm.forward(wide, added);
}

}  // namespace actlab::layers
