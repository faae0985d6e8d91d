// GradientSlot: where the gradient of one tensor gathers, and the operation that made the tensor.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

using GradientSlots = std::vector<std::shared_ptr<GradientSlot>>;
// inputs[i] is null where input i needs no gradient. Who takes d_output by value may hand it on,
// and be the only one to hold it no more.
using Backward = std::function<void(Tensor d_output, const GradientSlots& inputs)>;

// Slots, not values, are linked into the graph, so a graph keeps no activation alive by itself.
struct GradientSlot {
  explicit GradientSlot(Shape tensor_shape) : shape(std::move(tensor_shape)) {}
  ~GradientSlot();  // takes long chains apart without recursion

  Shape shape;
  Tensor gradient;  // not defined() until something arrives
  // The operation that made the tensor; null for a parameter.
  const char* operation = nullptr;
  GradientSlots inputs;
  Backward backward;  // empty for a parameter, and once the gradient has been passed on
  // Called with the complete gradient, before it is passed on.
  std::vector<std::function<void(const Tensor& gradient)>> hooks;

  bool is_parameter() const { return operation == nullptr; }
};

// The only writer of gradients; always adds. Throws Error where the shapes differ. May share the
// values of `gradient` with the slot, except with a parameter's.
void accumulate_gradient(const std::shared_ptr<GradientSlot>& slot, const Tensor& gradient);

// The same for an operation that can add in the pass that writes: write(to, added) writes the whole
// gradient to `to` or, where `added` is not null, the sum of both. `added` may be `to`. Where what
// has gathered cannot be added to in place, the sum may take the memory of `reuse`.
using GradientWriter = std::function<void(float* to, const float* added)>;
void accumulate_gradient(const std::shared_ptr<GradientSlot>& slot, const GradientWriter& write,
                         const Tensor& reuse = {});

// The same for an operation whose gradient is a part of its tensor's: add(values) adds it, in
// place, to all that has gathered, which is zeros where nothing has.
void add_to_gradient(const std::shared_ptr<GradientSlot>& slot,
                     const std::function<void(float* values)>& add);

// Calls `hook` in each backward() that reaches the tensor, with its complete gradient: before it is
// passed on, or, for a parameter, with all that it has accumulated. The other gradients keep their
// bits.
void watch_gradient(const Tensor& tensor, std::function<void(const Tensor& gradient)> hook);

}  // namespace actlab
