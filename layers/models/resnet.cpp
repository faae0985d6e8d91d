#include <actlab/layers/models/resnet.h>

#include <actlab/layers/residual_block.h>

namespace actlab::layers {

ResNet::ResNet(std::int64_t blocks_per_stage, std::int64_t input_channels, std::int64_t classes,
               const BlockOptions& options)
    : conv1_(add_child<Conv2d>("conv1", input_channels, 16, 3,
                               Conv2dOptions{.stride = 1, .padding = 1})),
      bn1_(add_child<BatchNorm2d>("bn1", 16, options.batch_norm_scale, options.batch_norm_epsilon)),
      act1_(add_child<Activation>("act1", options.activation, 16)),
      stem_(bn1_, act1_),
      layer1_(add_stage("layer1", blocks_per_stage, 16, 16, options)),
      layer2_(add_stage("layer2", blocks_per_stage, 16, 32, options)),
      layer3_(add_stage("layer3", blocks_per_stage, 32, 64, options)),
      linear_(add_child<Linear>("linear", 64, classes)) {}

Sequential& ResNet::add_stage(const std::string& name, std::int64_t blocks,
                              std::int64_t in_channels, std::int64_t out_channels,
                              const BlockOptions& options) {
  auto& stage = add_child<Sequential>(name);
  stage.append<ResidualBlock>(in_channels, out_channels, out_channels > in_channels ? 2 : 1,
                              options);
  for (std::int64_t i = 1; i < blocks; ++i) {
    stage.append<ResidualBlock>(out_channels, out_channels, 1, options);
  }
  return stage;
}

Tensor ResNet::compute(const Tensor& input) {
  Tensor features = stem_.forward(conv1_.forward(input));
  features = layer1_.forward(features);
  features = layer2_.forward(features);
  features = layer3_.forward(features);
  return linear_.forward(global_average_pool(features));
}

ModelRow resnet_row() {
  std::vector<Knob<BlockOptions>> knobs = block_knobs();
  knobs.push_back(knob::choice("shortcut", &BlockOptions::shortcut,
                               {{"a", Shortcut::a}, {"b", Shortcut::b}},
                               "skips that change shape; a: zero-padded, b: 1x1 convolution"));
  return block_row({.pattern = "resnetD",
                    .rule = "D = 6n + 2",
                    .names = {"resnet20", "resnet32", "resnet44", "resnet56", "resnet110"},
                    .help = "He et al. 2015, 1512.03385",
                    .fits = [](const ModelNumbers& n) { return has_blocks(n, 6, 2); }},
                   knobs, [](const ModelNumbers& n, auto... rest) {
                     return std::make_unique<ResNet>(blocks_for(n[0], 6, 2), rest...);
                   });
}

}  // namespace actlab::layers
