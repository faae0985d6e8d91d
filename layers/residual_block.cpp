#include <actlab/layers/residual_block.h>

#include <actlab/core/ops/shortcut.h>

namespace actlab::layers {

ResidualBlock::ResidualBlock(std::int64_t in_channels, std::int64_t out_channels,
                             std::int64_t stride, const BlockOptions& options)
    : out_channels_(out_channels),
      stride_(stride),
      same_shape_(in_channels == out_channels && stride == 1),
      conv1_(add_child<Conv2d>("conv1", in_channels, out_channels, 3,
                               Conv2dOptions{.stride = stride, .padding = 1})),
      bn1_(add_child<BatchNorm2d>("bn1", out_channels, options.batch_norm_scale,
                                  options.batch_norm_epsilon)),
      act1_(add_child<Activation>("act1", options.activation, out_channels)),
      conv2_(add_child<Conv2d>("conv2", out_channels, out_channels, 3,
                               Conv2dOptions{.stride = 1, .padding = 1})),
      bn2_(add_child<BatchNorm2d>("bn2", out_channels, options.batch_norm_scale,
                                  options.batch_norm_epsilon)),
      act2_(add_child<Activation>("act2", options.activation, out_channels)),
      inner_(bn1_, act1_),
      outer_(bn2_, act2_),
      keep_activated_(!options.recompute) {
  if (!same_shape_ && options.shortcut == Shortcut::b) {
    projection_ = &add_child<Sequential>("shortcut");
    projection_->append<Conv2d>(in_channels, out_channels, 1, Conv2dOptions{.stride = stride});
    projection_->append<BatchNorm2d>(out_channels, options.batch_norm_scale,
                                     options.batch_norm_epsilon);
  }
}

Tensor ResidualBlock::compute(const Tensor& input) {
  const Normalised inner = inner_.normalise(conv1_.forward(input));
  return outer_.forward(conv2_.forward(inner, keep_activated_), skip(input));
}

Tensor ResidualBlock::skip(const Tensor& input) {
  if (same_shape_) return input;
  return projection_ ? projection_->forward(input) : shortcut_a(input, stride_, out_channels_);
}

}  // namespace actlab::layers
