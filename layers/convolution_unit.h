// ConvolutionUnit: what most networks for large images are made of,
//
//   y = act(bn(conv(x)))
//
// Names: conv, bn, bn.act (those of timm's ConvNormAct).
//
// Units that follow each other pass on their pre-activation: the next convolution makes the
// activated values as it reads them, and they are never stored (core/ops/normalised_conv2d.h).
#pragma once

#include <span>

#include <actlab/core/ops/pool.h>
#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/options.h>

namespace actlab::layers {

class ConvolutionUnit : public Layer {
 public:
  ConvolutionUnit(std::int64_t in_channels, std::int64_t out_channels, Extent kernel,
                  const Conv2dOptions& convolution, const BlockOptions& options);
  std::string kind() const override { return "ConvolutionUnit"; }

  using Layer::forward;
  // Of what another unit makes.
  Tensor forward(const Normalised& input);
  // y for one convolution that reads it, and nobody else.
  Normalised normalise(const Tensor& input);
  Normalised normalise(const Normalised& input);
  Normalised normalise(const Remade& input);
  // act(bn(pool(conv(x)))): of a 1x1 convolution this is the unit of the average pool of x, and the
  // pool has fewer channels to work on.
  Normalised normalise_pooled(const Remade& input, const PoolWindow& window);

 private:
  Tensor compute(const Tensor& input) override;

  Conv2d& conv_;
  BatchNorm2d& bn_;
  Activation& act_;
  BatchNormActivation unit_;
  bool keep_activated_;
};

// One after the other: only what the last one makes is stored. At least one unit.
Tensor forward_chain(std::span<ConvolutionUnit* const> units, const Tensor& input);
// The last one, too, is made where it is read.
Normalised normalise_chain(std::span<ConvolutionUnit* const> units, const Remade& input);

}  // namespace actlab::layers
