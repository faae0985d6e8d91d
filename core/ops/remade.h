// Remade: a tensor that its readers do not keep for backward but make again.
//
// What a normalisation and an activation make, y = f(z), needs no memory beside the x that z is
// made from (normalised.h). Where one convolution alone reads y, normalised_conv2d() makes it as it
// reads. Where several do, as in the blocks of an Inception network, y is made once; each reader
// keeps what makes it again, and y goes when the last has read it. Its gradient comes together as
// that of any tensor does, so that f' is worked out once.
//
//   const Remade y(normalise(x, batch_norm, options, activation));
//   const Remade both = join_channels({y, max_pool2d(x, window)});
//   Tensor z = conv2d(both, weight);
//
// conv2d here is that of conv2d.h, with a factor:  output = scale * conv2d(y, weight) + skip.
//   d_weight = scale * conv2d_weight(y, d_output)    d_y = scale * conv2d_input(d_output, weight)
//   d_skip   = d_output
//
// Readers other than conv2d take values(). Errors are those of conv2d and concat; the bits of a
// result do not depend on whether y is kept.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <actlab/core/ops/conv2d.h>
#include <actlab/core/ops/normalised.h>

namespace actlab {

class Remade {
 public:
  Remade() = default;
  // Kept as it is.
  Remade(const Tensor& kept);  // NOLINT: a tensor can be read
  // Made now, and again in backward; with `keep`, kept.
  explicit Remade(const Normalised& normalised, bool keep = false);

  const Tensor& values() const { return values_; }

  // One of the tensors that lie side by side in the channels: kept, or what makes it.
  struct Part {
    Tensor kept;
    std::shared_ptr<NormalisedActivation> made;
    std::int64_t channels;
  };
  const std::vector<Part>& parts() const { return parts_; }

 private:
  friend Remade join_channels(const std::vector<Remade>& tensors);

  Tensor values_;
  std::vector<Part> parts_;
};

// Side by side, in this order.
Remade join_channels(const std::vector<Remade>& tensors);

Tensor conv2d(const Remade& input, const Tensor& weight, const Conv2dOptions& options = {},
              float scale = 1.0f, const Tensor& skip = {});

// Makes the values of conv2d(input, weight, options, scale, skip.values()) again, the same bits,
// from what its input and its skip keep: for NormalisedActivation::forget_input.
std::function<Tensor()> conv2d_again(const Remade& input, const Tensor& weight,
                                     const Conv2dOptions& options, float scale, const Remade& skip);

}  // namespace actlab
