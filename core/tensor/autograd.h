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
// The closure holds only what backward needs: capture detach()ed tensors, never the inputs
// themselves. inputs[i] is null where input i needs no gradient.
#pragma once

#include <vector>

#include <actlab/core/tensor/gradient_slot.h>

namespace actlab {

// Notes that `output` was made from `inputs`. Does nothing while recording is off or when no input
// requires a gradient.
void record(const char* operation, Tensor& output, const std::vector<Tensor>& inputs,
            Backward backward);
// True when record() would note this operation: lets an operation skip what only backward needs.
bool is_recording(const std::vector<Tensor>& inputs);
// False while a NoGradient is alive on this thread: then there is no need to list inputs either.
bool is_recording();

// Fills the gradients of all parameters that `loss` (one element) depends on, starting from
// d_loss = 1. Each operation's closure and each intermediate gradient is freed as soon as it has
// been passed on, so a graph can be walked once. Throws Error where nothing was recorded, and where
// any part of the graph has been walked before.
void backward(const Tensor& loss);
// The same from a given d_output of the output's shape.
void backward(const Tensor& output, const Tensor& d_output);

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
