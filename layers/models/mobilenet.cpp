#include <actlab/layers/models/mobilenet.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/pool.h>

namespace actlab::layers {
namespace {

struct Row {
  std::int64_t stride, channels;
};
// blocks.{i}.{j} is row j of group i.
const std::vector<std::vector<Row>> kGroups = {
    {{1, 64}},
    {{2, 128}, {1, 128}},
    {{2, 256}, {1, 256}},
    {{2, 512}, {1, 512}, {1, 512}, {1, 512}, {1, 512}, {1, 512}},
    {{2, 1024}, {1, 1024}},
};
constexpr std::int64_t kStemChannels = 32;
constexpr std::int64_t kFewestChannels = 8;

std::int64_t channels(std::int64_t of_paper, double width) {
  return std::max(static_cast<std::int64_t>(static_cast<double>(of_paper) * width),
                  kFewestChannels);
}

Conv2dOptions with_stride(std::int64_t stride, Port port) {
  return {.stride = stride, .padding = port == Port::tensorflow ? Padding::same() : Padding(1)};
}

}  // namespace

MobileNet::Unit::Unit(std::int64_t in_channels, std::int64_t out_channels,
                      const Conv2dOptions& depthwise, const BlockOptions& options)
    : conv_dw_(add_child<Conv2d>("conv_dw", in_channels, in_channels, 3, depthwise)),
      bn1_(add_child<BatchNorm2d>("bn1", in_channels, options.batch_norm_scale,
                                  options.batch_norm_epsilon)),
      act1_(add_child<Activation>("bn1.act", options.activation, in_channels)),
      conv_pw_(add_child<Conv2d>("conv_pw", in_channels, out_channels, 1)),
      bn2_(add_child<BatchNorm2d>("bn2", out_channels, options.batch_norm_scale,
                                  options.batch_norm_epsilon)),
      act2_(add_child<Activation>("bn2.act", options.activation, out_channels)),
      keep_activated_(!options.recompute) {}

Tensor MobileNet::Unit::convolve(const Normalised& input) {
  const Tensor filtered = conv_dw_.forward(input, keep_activated_);
  return conv_pw_.forward(BatchNormActivation(bn1_, act1_).normalise(filtered), keep_activated_);
}

Normalised MobileNet::Unit::normalise(const Normalised& input) {
  Normalised output = BatchNormActivation(bn2_, act2_).normalise(convolve(input));
  if (is_watched()) announce(lazy_activated(input), lazy_activated(output));
  return output;
}

Tensor MobileNet::Unit::forward(const Normalised& input) {
  Tensor output = BatchNormActivation(bn2_, act2_).forward(convolve(input));
  if (is_watched()) announce(lazy_activated(input), output);
  return output;
}

MobileNet::MobileNet(std::int64_t input_channels, std::int64_t classes, MobileNetOptions options) {
  options.batch_norm_epsilon = options.port == Port::tensorflow ? 1e-3 : 1e-5;
  std::int64_t width = channels(kStemChannels, options.width);
  conv_stem_ = &add_child<Conv2d>("conv_stem", input_channels, width, 3,
                                  with_stride(options.stem_stride, options.port));
  bn1_ =
      &add_child<BatchNorm2d>("bn1", width, options.batch_norm_scale, options.batch_norm_epsilon);
  act1_ = &add_child<Activation>("bn1.act", options.activation, width);
  for (std::size_t i = 0; i < kGroups.size(); ++i) {
    for (std::size_t j = 0; j < kGroups[i].size(); ++j) {
      const std::int64_t out = channels(kGroups[i][j].channels, options.width);
      Conv2dOptions depthwise = with_stride(kGroups[i][j].stride, options.port);
      depthwise.groups = width;
      units_.push_back(
          &add_child<Unit>(text("blocks.", i, ".", j), width, out, depthwise, options));
      width = out;
    }
  }
  if (options.dropout > 0.0) {
    dropout_ =
        &add_child<Dropout>("dropout", static_cast<float>(options.dropout), options.dropout_seed);
  }
  classifier_ = &add_child<Linear>("classifier", width, classes);
}

Tensor MobileNet::compute(const Tensor& input) {
  Normalised x = BatchNormActivation(*bn1_, *act1_).normalise(conv_stem_->forward(input));
  for (std::size_t i = 0; i + 1 < units_.size(); ++i) x = units_[i]->normalise(x);
  Tensor features = global_average_pool(units_.back()->forward(x));
  if (dropout_ != nullptr) features = dropout_->forward(features);
  return classifier_->forward(features);
}

ModelRow mobilenet_row() {
  using Options = MobileNetOptions;
  std::vector<Knob<Options>> knobs = large_image_knobs<Options>();
  knobs.push_back(
      knob::number("width-multiplier", &Options::width, 0.01, 16.0, kWidthMultiplierHelp));
  knobs.push_back(knob::choice("port", &Options::port,
                               {{"pytorch", Port::pytorch}, {"tensorflow", Port::tensorflow}},
                               "whose padding, where the stride is 2, and epsilon"));
  return large_image_row<Options>({.pattern = "mobilenet",
                                   .names = {"mobilenet"},
                                   .help = "Howard et al. 2017, 1704.04861",
                                   .side = 224},
                                  knobs, [](const ModelNumbers&, auto... rest) {
                                    return std::make_unique<MobileNet>(rest...);
                                  });
}

}  // namespace actlab::layers
