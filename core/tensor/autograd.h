// Reverse-mode automatic differentiation, define-by-run.
//
// An operation computes its output and then records how the gradient returns:
//
//   Tensor output = ...;
//   record("matmul", output, {a, b}, [a = a.detach(), b = b.detach()](
//       const Tensor& d_output, const GradientSlots& inputs) {
//     if (inputs[0]) accumulate_gradient(inputs[0], <d_output * b^T>);
//     if (inputs[1]) accumulate_gradient(inputs[1], <a^T * d_output>);
//   });
//
// The closure holds only what backward needs: capture detach()ed tensors or SavedTensors, never
// the inputs themselves. inputs[i] is null where input i needs no gradient.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <actlab/core/base/row_sink.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

using GradientSlots = std::vector<std::shared_ptr<GradientSlot>>;
using Backward = std::function<void(const Tensor& d_output, const GradientSlots& inputs)>;

// Where the gradient of one tensor gathers, and the operation that made the tensor.
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
  // Operations that were recorded on this tensor and have not passed their gradient back yet.
  std::int64_t open_readers = 0;
  // Where the maker's backward begins by changing the gradient row by row: begins that.
  std::function<std::shared_ptr<RowSink>()> first_step;
  // Called with the complete gradient, before it is passed on.
  std::vector<std::function<void(const Tensor& gradient)>> hooks;

  bool is_parameter() const { return operation == nullptr; }
};

// Notes that `output` was made from `inputs`. Does nothing while recording is off or when no input
// requires a gradient.
void record(const char* operation, Tensor& output, const std::vector<Tensor>& inputs,
            Backward backward);
// True when record() would note this operation: lets an operation skip what only backward needs.
bool is_recording(const std::vector<Tensor>& inputs);
// False while a NoGradient is alive on this thread: then there is no need to list inputs either.
bool is_recording();

// The only writer of gradients; always adds. Throws Error where the shapes differ. May share the
// values of `gradient` with the slot, except with a parameter's.
void accumulate_gradient(const std::shared_ptr<GradientSlot>& slot, const Tensor& gradient);

// What `slot` has gathered so far, taken out of it; not defined() where nothing has arrived. For an
// operation that adds it to its own gradient in the pass that writes that: the sum is then what it
// gives to accumulate_gradient(), alone.
Tensor take_gradient(const std::shared_ptr<GradientSlot>& slot);

// For an operation in its backward, about to write the gradient of an input: the step with which
// the maker of the input begins, to be made on each row as it is complete. Null where there is
// none, or where the gradient is not complete with this operation or is watched. Whoever takes it
// must write all rows, what has gathered included.
std::shared_ptr<RowSink> begin_first_step(const std::shared_ptr<GradientSlot>& slot);

// Fills the gradients of all parameters that `loss` (one element) depends on, starting from
// d_loss = 1. Each operation's closure and each intermediate gradient is freed as soon as it has
// been passed on, so a graph can be walked once. Throws Error where nothing was recorded, and where
// any part of the graph has been walked before.
void backward(const Tensor& loss);
// The same from a given d_output of the output's shape.
void backward(const Tensor& output, const Tensor& d_output);

// Calls `hook` in each backward() that reaches the tensor, with its complete gradient: before it is
// passed on, or, for a parameter, with all that it has accumulated. The maker of a watched tensor
// begins its own step only then (see begin_first_step), so sums over rows that it takes may differ
// in the last bit.
void watch_gradient(const Tensor& tensor, std::function<void(const Tensor& gradient)> hook);

// While one is alive on this thread, operations record nothing.
class NoGradient {
 public:
  NoGradient();
  ~NoGradient();
  NoGradient(const NoGradient&) = delete;
  NoGradient& operator=(const NoGradient&) = delete;

 private:
  bool before_;
};

}  // namespace actlab
