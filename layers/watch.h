// Watch: sees what every module reads and makes, as long as it lives.
//
//   const Watch watch(*model, [&](const Seen& seen) {
//     if (seen.module.kind() == "relu") zeros[std::string(seen.name)] +=
//     share_of_zeros(seen.output);
//   });
//   model->forward(images);
//
// Any number of watches may look at one model at once. Modules are seen in the order in which they
// have computed, a block after its children. What is computed as one is seen apart: the batch norm
// with the pre-activation z (the skip connection included) as its output, the activation with input
// z and output y, and the convolution behind them with input y, whether these are ever stored or
// not (core/ops/normalised_conv2d.h). A convolution that adds a skip connection as it writes is
// seen without it.
//
// Looking changes no bit of a run: neither values nor gradients.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include <actlab/core/ops/channel_view.h>
#include <actlab/core/tensor/tensor.h>
#include <actlab/layers/module.h>

namespace actlab::layers {

// A tensor that may never have been stored: its values are made when they are asked for. Copies
// share them. Ask in the callback, or at least before the weights change: what is not stored is
// made from weights as they are then. A copy keeps in memory what the values are made from.
class Lazy {
 public:
  using GradientHook = std::function<void(const Tensor& gradient)>;

  Lazy(const Tensor& stored);  // NOLINT: a tensor is what a Lazy promises
  // Some channels of what is stored.
  Lazy(const ChannelView& stored);  // NOLINT: a view is as good as a tensor
  // Stored only as a part of `stored`, to which something was added: has its shape and gradient,
  // and values of its own.
  Lazy(const Tensor& stored, std::function<Tensor()> make);
  // Not stored. `watch` is null where no gradient will come; `origin` as in gradient_origin().
  Lazy(const Shape& shape, std::function<Tensor()> make, std::function<void(GradientHook)> watch,
       std::shared_ptr<const void> origin = {});

  const Shape& shape() const;
  bool is_stored() const;
  // The values, made at the first call and kept. Has no gradient.
  Tensor tensor() const;

  // Whether backward() will come by.
  bool requires_gradient() const;
  // Calls `hook` when it does, with all of the gradient of this value. Throws Error where it never
  // will. Nothing is written to memory for it unless somebody asks.
  void watch_gradient(GradientHook hook) const;
  // The same for all that have the same gradient, as what one module makes and the next one reads.
  // Null where this gradient is made for those who watch, or none will come.
  std::shared_ptr<const void> gradient_origin() const;

 private:
  struct Value;
  std::shared_ptr<Value> value_;
};

struct Seen {
  std::string_view name;  // dotted, from the module that is watched; empty for that one
  const Module& module;
  const Lazy& input;
  const Lazy& output;
};

class Watch {
 public:
  // Sees `root` and all of its descendants. The callback may throw; that ends the forward pass.
  Watch(Module& root, std::function<void(const Seen&)> see);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  std::shared_ptr<const std::function<void(const Seen&)>> see_;
};

}  // namespace actlab::layers
