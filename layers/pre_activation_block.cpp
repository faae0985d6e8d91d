#include <actlab/layers/pre_activation_block.h>

#include <actlab/core/base/error.h>

namespace actlab::layers {

PreActivationBlock::PreActivationBlock(std::int64_t in_channels,
                                       std::initializer_list<StageOptions> stages,
                                       const BlockOptions& options)
    : keep_activated_(!options.recompute) {
  std::int64_t channels = in_channels;
  std::int64_t stride = 1;
  for (const StageOptions& stage : stages) {
    const std::size_t number = stages_.size() + 1;
    stages_.push_back(
        {add_child<BatchNorm2d>(text("bn", number), channels, options.batch_norm_scale,
                                options.batch_norm_epsilon),
         add_child<Activation>(text("act", number), options.activation, channels),
         add_child<Conv2d>(
             text("conv", number), channels, stage.out_channels, stage.kernel,
             Conv2dOptions{.stride = stage.stride, .padding = (stage.kernel - 1) / 2})});
    channels = stage.out_channels;
    stride *= stage.stride;
  }
  if (channels != in_channels || stride != 1) {
    shortcut_ =
        &add_child<Conv2d>("shortcut", in_channels, channels, 1, Conv2dOptions{.stride = stride});
  }
}

Tensor PreActivationBlock::compute(const Tensor& input) {
  Tensor value = input;
  Tensor skip = input;
  for (const Stage& stage : stages_) {
    const bool first = &stage == &stages_.front();
    const bool last = &stage == &stages_.back();
    BatchNormActivation unit(stage.norm, stage.activation);
    if (first && shortcut_ != nullptr) {
      // Two convolutions read it: making it for each would cost more than keeping it.
      const Tensor shared = unit.forward(value);
      skip = shortcut_->forward(shared);
      value = stage.convolution.forward(shared);
    } else {
      value =
          stage.convolution.forward(unit.normalise(value), keep_activated_, last ? skip : Tensor());
    }
  }
  return value;
}

}  // namespace actlab::layers
