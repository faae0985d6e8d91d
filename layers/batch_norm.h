// BatchNorm2d, and its union with the activation behind it (core/ops/batch_norm.h).
// Parameters: weight (the scale) and bias (the shift), [C]. Buffers: running_mean, running_var.
#pragma once

#include <actlab/core/ops/batch_norm.h>
#include <actlab/core/ops/dense_features.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/layer.h>
#include <actlab/layers/watch.h>

namespace actlab::layers {

class BatchNorm2d : public Layer {
 public:
  // Without the scale there is no `weight`. Leave it on: an activation that is not homogeneous,
  // Swish for one, cannot make up for it (1710.05941, section 4).
  explicit BatchNorm2d(std::int64_t channels, bool scale = true, double epsilon = 1e-5);
  std::string kind() const override { return "BatchNorm2d"; }

  using Layer::forward;
  // With a skip connection added to it.
  Tensor forward(const Tensor& input, const Tensor& skip);

  const BatchNorm& tensors() const { return tensors_; }
  BatchNormOptions options() const;

 private:
  Tensor compute(const Tensor& input) override;

  BatchNorm tensors_;
  double epsilon_;
};

// Batch normalisation, skip addition and activation computed as one pass, of two modules that keep
// their own names: bn1.weight, ..., act1.beta. A Watch sees both (watch.h), although neither what
// the first makes, nor what the second makes for a convolution, is ever stored.
class BatchNormActivation {
 public:
  BatchNormActivation(BatchNorm2d& batch_norm, Activation& activation)
      : batch_norm_(batch_norm), activation_(activation) {}

  Tensor forward(const Tensor& input, const Tensor& skip = {});
  // For a Conv2d, which makes the values as it reads them: see Conv2d::forward.
  Normalised normalise(const Tensor& input, const Tensor& skip = {});
  // The same of all that a dense block has made so far.
  Tensor forward(DenseFeatures& input);
  Normalised normalise(DenseFeatures& input);

 private:
  FormulaActivation formula() const;
  Normalised normalised(DenseFeatures& input) const;
  Normalised normalised(const Tensor& input, const Tensor& skip) const;
  // `output` is y where it is stored, else null.
  void announce(const ChannelView& input, const Normalised& made, const Tensor* output) const;

  BatchNorm2d& batch_norm_;
  Activation& activation_;
};

// z and y as a Watch sees them.
Lazy lazy_pre_activation(const Normalised& normalised);
Lazy lazy_activated(const Normalised& normalised);

}  // namespace actlab::layers
