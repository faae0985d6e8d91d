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

// By habit "ResNet-164" is the pre-activation network, though 164 = 6 * 27 + 2 as well.
ModelRow resnet164_row() {
  return block_row({.pattern = "resnet164", .names = {"resnet164"}, .help = "preact-resnet164"},
                   block_knobs(), [](const ModelNumbers&, auto... rest) {
                     return std::make_unique<PreActivationResNet>(blocks_for(164, 9, 2), rest...);
                   });
}

ModelRow preact_resnet_row() {
  return block_row({.pattern = "preact-resnetD",
                    .rule = "D = 9n + 2",
                    .help = "pre-activation bottlenecks, He et al. 2016, 1603.05027",
                    .fits = [](const ModelNumbers& n) { return has_blocks(n, 9, 2); }},
                   block_knobs(), [](const ModelNumbers& n, auto... rest) {
                     return std::make_unique<PreActivationResNet>(blocks_for(n[0], 9, 2), rest...);
                   });
}

ModelRow wide_resnet_row() {
  return block_row({.pattern = "wrnD-K",
                    .rule = "D = 6n + 4",
                    .names = {"wrn16-4", "wrn28-10"},
                    .help = "K times as wide, Zagoruyko & Komodakis 2016, 1605.07146",
                    .fits = [](const ModelNumbers& n) { return has_blocks(n, 6, 4); }},
                   block_knobs(), [](const ModelNumbers& n, auto... rest) {
                     return std::make_unique<WideResNet>(blocks_for(n[0], 6, 4), n[1], rest...);
                   });
}

}  // namespace actlab::layers
