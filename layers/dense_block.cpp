#include <actlab/layers/dense_block.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/pool.h>

namespace actlab::layers {

DenseLayer::DenseLayer(std::int64_t in_channels, std::int64_t growth, bool bottleneck,
                       const BlockOptions& options)
    : keep_activated_(!options.recompute) {
  const std::int64_t narrow = 4 * growth;
  if (bottleneck) units_.push_back(unit(1, in_channels, options, "conv1", narrow, 1));
  units_.push_back(bottleneck ? unit(2, narrow, options, "conv2", growth, 3)
                              : unit(1, in_channels, options, "conv2", growth, 3));
}

DenseLayer::Unit DenseLayer::unit(int number, std::int64_t in_channels, const BlockOptions& options,
                                  const std::string& convolution, std::int64_t out_channels,
                                  std::int64_t kernel) {
  auto& norm = add_child<BatchNorm2d>(text("bn", number), in_channels, options.batch_norm_scale,
                                      options.batch_norm_epsilon);
  auto& activation = add_child<Activation>(text("act", number), options.activation, in_channels);
  auto& conv = add_child<Conv2d>(convolution, in_channels, out_channels, kernel,
                                 Conv2dOptions{.padding = kernel / 2});
  return {norm, activation, conv};
}

void DenseLayer::forward(DenseFeatures& features) {
  const ChannelView before = features.view();
  Normalised y = BatchNormActivation(units_[0].norm, units_[0].activation).normalise(features);
  if (units_.size() == 2) {
    const Tensor narrow = units_[0].convolution.forward(y, keep_activated_);
    y = BatchNormActivation(units_[1].norm, units_[1].activation).normalise(narrow);
  }
  units_.back().convolution.append(y, keep_activated_, features);
  if (is_watched()) announce(before, features.view());
}

DenseTransition::DenseTransition(std::int64_t in_channels, std::int64_t out_channels,
                                 const BlockOptions& options)
    : bn_(add_child<BatchNorm2d>("bn", in_channels, options.batch_norm_scale,
                                 options.batch_norm_epsilon)),
      act_(add_child<Activation>("act", options.activation, in_channels)),
      conv_(add_child<Conv2d>("conv", in_channels, out_channels, 1)),
      keep_activated_(!options.recompute) {}

Tensor DenseTransition::forward(DenseFeatures& features) {
  const Normalised y = BatchNormActivation(bn_, act_).normalise(features);
  Tensor output = average_pool2d(conv_.forward(y, keep_activated_), {});
  if (is_watched()) announce(features.view(), output);
  return output;
}

}  // namespace actlab::layers
