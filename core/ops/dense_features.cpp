#include <actlab/core/ops/dense_features.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/axis_range.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

constexpr std::int64_t kChannelAxis = 3;

Tensor with_room(const Tensor& input, std::int64_t room) {
  if (input.rank() != 4 || room < 0) {
    throw Error(
        text("[dense_features] needs images [n, h, w, channels] and room for 0 channels or ",
             "more, got ", input.shape(), " and ", room));
  }
  const std::int64_t channels = input.size(kChannelAxis);
  Tensor images = Tensor::uninitialised(with_size(input.shape(), kChannelAxis, channels + room));
  const AxisRange range(images.shape(), kChannelAxis, 0, channels);
  range.put(input.data(), images.data());
  record("dense_features", images, {input},
         [range](const Tensor& d_images, const GradientSlots& inputs) {
           accumulate_gradient(inputs[0], [&](float* to, const float* added) {
             range.take(d_images.data(), added, to);
           });
         });
  return images;
}

// Adds the moments of the channels that have none yet.
void complete(kernels::ChannelMoments& moments, const ChannelView& channels) {
  const auto known = static_cast<std::int64_t>(moments.mean.size());
  if (known == channels.channels()) return;
  const ChannelView fresh(channels.tensor(), known, channels.channels() - known);
  const kernels::ChannelMoments more =
      kernels::channel_moments(fresh.rows(), fresh.channels(), fresh.values());
  moments.mean.insert(moments.mean.end(), more.mean.begin(), more.mean.end());
  moments.variance.insert(moments.variance.end(), more.variance.begin(), more.variance.end());
}

}  // namespace

DenseFeatures::DenseFeatures(const Tensor& input, std::int64_t room)
    : images_(with_room(input, room)), channels_(input.size(kChannelAxis)) {}

Normalised DenseFeatures::normalise(const BatchNorm& parameters, const BatchNormOptions& options,
                                    const FormulaActivation& activation) {
  if (!options.training) return actlab::normalise(view(), parameters, options, activation);
  complete(moments_, view());
  return actlab::normalise(view(), parameters, options, activation, {}, &moments_);
}

void DenseFeatures::append(const Normalised& normalised, const Tensor& weight,
                           const NormalisedConv2dOptions& options) {
  images_ = normalised_conv2d_into(images_, channels_, normalised, weight, options);
  channels_ += weight.size(-1);
}

Tensor DenseFeatures::all() const {
  const std::int64_t room = images_.size(kChannelAxis) - channels_;
  if (room == 0) return images_;
  throw Error(text("[dense_features] ", room, " channels of ", images_.shape(),
                   " are still to be appended"));
}

}  // namespace actlab
