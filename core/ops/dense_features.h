// dense_features: what a block of a DenseNet (Huang et al. 2017, 1608.06993) has made so far. Each
// layer reads all of it and adds a few channels:
//
//   x_0, x_1 = [x_0, conv(f(bn(x_0)))], x_2 = [x_1, conv(f(bn(x_1)))], ...
//
// Joining them anew in each layer would copy, and keep, a number of channels that grows with the
// square of the depth. Here all x_i are the first channels of one tensor, which is made at its full
// width, and a convolution writes its result behind what is there:
//
//   DenseFeatures features(x, layers * growth);
//   for (...) features.append(features.normalise(batch_norm, options, activation), weight);
//   Tensor y = features.all();
//
// Statistics of a channel are taken once, by the first normalisation that reads it. Backward has
// one gradient tensor as well: each layer reads the gradient of the channels that it wrote, which
// is complete by then, and adds in place to that of the channels that it read. So a block keeps one
// tensor, and backward needs one more and the d_z of one layer.
#pragma once

#include <cstdint>

#include <actlab/core/ops/channel_view.h>
#include <actlab/core/ops/normalised_conv2d.h>

namespace actlab {

class DenseFeatures {
 public:
  // Copies the input, [n, h, w, c], and leaves room for so many channels. Throws Error for another
  // rank or a negative number.
  DenseFeatures(const Tensor& input, std::int64_t room);
  DenseFeatures(const DenseFeatures&) = delete;
  DenseFeatures& operator=(const DenseFeatures&) = delete;

  // Those that are there.
  std::int64_t channels() const { return channels_; }
  // They alone. A view stays what it is when more are appended.
  ChannelView view() const { return {images_, 0, channels_}; }
  // normalise() (normalised.h) of all of them.
  Normalised normalise(const BatchNorm& parameters, const BatchNormOptions& options = {},
                       const FormulaActivation& activation = {});
  // Writes a convolution behind them; `normalised` is made from them, in whatever way. Throws Error
  // where it does not fit into the room that is left.
  void append(const Normalised& normalised, const Tensor& weight,
              const NormalisedConv2dOptions& options = {});
  // All of it, once nothing more has room; throws Error before.
  Tensor all() const;

 private:
  Tensor images_;  // [n, h, w, c + room]
  std::int64_t channels_;
  kernels::ChannelMoments moments_;  // of the first channels, as many as were normalised
};

}  // namespace actlab
