#include "layers/pre_activation_block.h"

#include "core/ops/arithmetic.h"

namespace actlab::layers {
namespace {

Conv2d* add_shortcut(Module& block, std::int64_t in_channels, std::int64_t out_channels,
                     std::int64_t stride) {
  if (in_channels == out_channels && stride == 1) return nullptr;
  return &block.add_child<Conv2d>("shortcut", in_channels, out_channels, 1,
                                  Conv2dOptions{.stride = stride});
}

// What is added to the block's output.
Tensor skip_of(Conv2d* shortcut, const Tensor& input, const Tensor& activated) {
  return shortcut != nullptr ? shortcut->forward(activated) : input;
}

}  // namespace

PreActivationBottleneck::PreActivationBottleneck(std::int64_t in_channels, std::int64_t planes,
                                                 std::int64_t stride, const BlockOptions& options)
    : bn1_(add_child<BatchNorm2d>("bn1", in_channels, options.batch_norm_scale)),
      act1_(add_child<Activation>("act1", options.activation, in_channels)),
      conv1_(add_child<Conv2d>("conv1", in_channels, planes, 1)),
      bn2_(add_child<BatchNorm2d>("bn2", planes, options.batch_norm_scale)),
      act2_(add_child<Activation>("act2", options.activation, planes)),
      conv2_(add_child<Conv2d>("conv2", planes, planes, 3,
                               Conv2dOptions{.stride = stride, .padding = 1})),
      bn3_(add_child<BatchNorm2d>("bn3", planes, options.batch_norm_scale)),
      act3_(add_child<Activation>("act3", options.activation, planes)),
      conv3_(add_child<Conv2d>("conv3", planes, kExpansion * planes, 1)),
      shortcut_(add_shortcut(*this, in_channels, kExpansion * planes, stride)),
      recompute_(options.recompute),
      recompute_first_(options.recompute && shortcut_ == nullptr) {}

Tensor PreActivationBottleneck::compute(const Tensor& input) {
  const Tensor activated = BatchNormActivation(bn1_, act1_, recompute_first_).forward(input);
  Tensor value = conv1_.forward(activated);
  value = conv2_.forward(BatchNormActivation(bn2_, act2_, recompute_).forward(value));
  value = conv3_.forward(BatchNormActivation(bn3_, act3_, recompute_).forward(value));
  return add(value, skip_of(shortcut_, input, activated));
}

WideBlock::WideBlock(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride,
                     const BlockOptions& options)
    : bn1_(add_child<BatchNorm2d>("bn1", in_channels, options.batch_norm_scale)),
      act1_(add_child<Activation>("act1", options.activation, in_channels)),
      conv1_(add_child<Conv2d>("conv1", in_channels, out_channels, 3,
                               Conv2dOptions{.stride = stride, .padding = 1})),
      bn2_(add_child<BatchNorm2d>("bn2", out_channels, options.batch_norm_scale)),
      act2_(add_child<Activation>("act2", options.activation, out_channels)),
      conv2_(add_child<Conv2d>("conv2", out_channels, out_channels, 3,
                               Conv2dOptions{.stride = 1, .padding = 1})),
      shortcut_(add_shortcut(*this, in_channels, out_channels, stride)),
      recompute_(options.recompute),
      recompute_first_(options.recompute && shortcut_ == nullptr) {}

Tensor WideBlock::compute(const Tensor& input) {
  const Tensor activated = BatchNormActivation(bn1_, act1_, recompute_first_).forward(input);
  Tensor value = conv1_.forward(activated);
  value = conv2_.forward(BatchNormActivation(bn2_, act2_, recompute_).forward(value));
  return add(value, skip_of(shortcut_, input, activated));
}

}  // namespace actlab::layers
