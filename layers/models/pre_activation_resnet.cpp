#include <actlab/layers/models/pre_activation_resnet.h>

#include <actlab/core/ops/pool.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kStemChannels = 16;
constexpr std::int64_t kStages = 3;

std::int64_t stride_of(std::int64_t stage, std::int64_t block) {
  return stage > 0 && block == 0 ? 2 : 1;
}

}  // namespace

PreActivationNetwork::PreActivationNetwork(std::int64_t input_channels)
    : conv1_(add_child<Conv2d>("conv1", input_channels, kStemChannels, 3,
                               Conv2dOptions{.stride = 1, .padding = 1})),
      blocks_(add_child<Sequential>("blocks")) {}

void PreActivationNetwork::finish(std::int64_t channels, std::int64_t classes,
                                  const BlockOptions& options) {
  bn_ =
      &add_child<BatchNorm2d>("bn", channels, options.batch_norm_scale, options.batch_norm_epsilon);
  act_ = &add_child<Activation>("act", options.activation, channels);
  linear_ = &add_child<Linear>("linear", channels, classes);
}

Tensor PreActivationNetwork::compute(const Tensor& input) {
  const Tensor features = blocks_.forward(conv1_.forward(input));
  return linear_->forward(global_average_pool(BatchNormActivation(*bn_, *act_).forward(features)));
}

PreActivationResNet::PreActivationResNet(std::int64_t blocks_per_stage, std::int64_t input_channels,
                                         std::int64_t classes, const BlockOptions& options)
    : PreActivationNetwork(input_channels) {
  std::int64_t channels = kStemChannels;
  for (std::int64_t stage = 0; stage < kStages; ++stage) {
    const std::int64_t planes = std::int64_t{16} << stage;
    for (std::int64_t i = 0; i < blocks_per_stage; ++i) {
      blocks().append<PreActivationBottleneck>(channels, planes, stride_of(stage, i), options);
      channels = PreActivationBottleneck::kExpansion * planes;
    }
  }
  finish(channels, classes, options);
}

WideResNet::WideResNet(std::int64_t blocks_per_stage, std::int64_t width,
                       std::int64_t input_channels, std::int64_t classes,
                       const BlockOptions& options)
    : PreActivationNetwork(input_channels) {
  std::int64_t channels = kStemChannels;
  for (std::int64_t stage = 0; stage < kStages; ++stage) {
    const std::int64_t out_channels = (std::int64_t{16} << stage) * width;
    for (std::int64_t i = 0; i < blocks_per_stage; ++i) {
      blocks().append<WideBlock>(channels, out_channels, stride_of(stage, i), options);
      channels = out_channels;
    }
  }
  finish(channels, classes, options);
}

}  // namespace actlab::layers
