#include <actlab/layers/models/densenet.h>

#include <actlab/core/ops/pool.h>

namespace actlab::layers {
namespace {

constexpr int kBlocks = 3;
constexpr std::int64_t kPlainStem = 16;
constexpr std::int64_t kLeastSide = 4;  // two transitions halve it

}  // namespace

DenseNet::DenseNet(Kind kind, std::int64_t layers_per_block, std::int64_t growth,
                   std::int64_t input_channels, std::int64_t classes, const BlockOptions& options)
    : growth_(growth),
      conv1_(add_child<Conv2d>("conv1", input_channels, kind == Kind::bc ? 2 * growth : kPlainStem,
                               3, Conv2dOptions{.padding = 1})),
      container_(add_child<Blocks>("blocks")) {
  const bool bc = kind == Kind::bc;
  std::int64_t channels = bc ? 2 * growth : kPlainStem;
  for (int i = 0; i < kBlocks; ++i) {
    Block& block = blocks_.emplace_back();
    for (std::int64_t layer = 0; layer < layers_per_block; ++layer, channels += growth) {
      block.layers.push_back(&container_.append<DenseLayer>(channels, growth, bc, options));
    }
    if (i + 1 == kBlocks) break;
    const std::int64_t kept = bc ? channels / 2 : channels;
    block.transition = &container_.append<DenseTransition>(channels, kept, options);
    channels = kept;
  }
  bn_ =
      &add_child<BatchNorm2d>("bn", channels, options.batch_norm_scale, options.batch_norm_epsilon);
  act_ = &add_child<Activation>("act", options.activation, channels);
  linear_ = &add_child<Linear>("linear", channels, classes);
}

Tensor DenseNet::compute(const Tensor& input) {
  const Tensor stem = conv1_.forward(input);
  Tensor x = stem;
  for (const Block& block : blocks_) {
    DenseFeatures features(x, static_cast<std::int64_t>(block.layers.size()) * growth_);
    for (DenseLayer* layer : block.layers) layer->forward(features);
    if (block.transition != nullptr) {
      x = block.transition->forward(features);
    } else {
      if (container_.is_watched()) container_.announce(stem, features.all());
      x = BatchNormActivation(*bn_, *act_).forward(features);
    }
  }
  return linear_->forward(global_average_pool(x));
}

ModelRow densenet_row() {
  return block_row(
      {.pattern = "densenetD-K",
       .rule = "D = 3n + 4",
       .names = {"densenet100-12"},
       .help = "Huang et al. 2017, 1608.06993; K is the growth",
       .fits = [](const ModelNumbers& n) { return has_blocks(n, 3, 4); }},
      block_knobs(),
      [](const ModelNumbers& n, auto... rest) {
        return std::make_unique<DenseNet>(DenseNet::Kind::plain, blocks_for(n[0], 3, 4), n[1],
                                          rest...);
      },
      kLeastSide);
}

ModelRow densenet_bc_row() {
  return block_row(
      {.pattern = "densenet-bcD-K",
       .rule = "D = 6n + 4",
       .names = {"densenet-bc100-12"},
       .help = "with bottlenecks and compression",
       .fits = [](const ModelNumbers& n) { return has_blocks(n, 6, 4); }},
      block_knobs(),
      [](const ModelNumbers& n, auto... rest) {
        return std::make_unique<DenseNet>(DenseNet::Kind::bc, blocks_for(n[0], 6, 4), n[1],
                                          rest...);
      },
      kLeastSide);
}

}  // namespace actlab::layers
