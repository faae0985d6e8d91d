// Divergence: a loss or gradient that is no longer a finite number, and where it began.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/layers/layer.h>

namespace actlab::training {

// A result of the experiment rather than a fault: a run with this activation, rate and seed cannot
// go on. The parameters are those from before the step.
class Divergence : public Error {
 public:
  Divergence(std::int64_t step, std::string where, const std::string& message)
      : Error(message), step_(step), where_(std::move(where)) {}

  std::int64_t step() const { return step_; }          // 1 is the first
  const std::string& where() const { return where_; }  // "layer2.0.act1"

 private:
  std::int64_t step_;
  std::string where_;
};

// The dotted name of the first module, in the order of computation, whose output for `images` is
// not finite everywhere; empty where all are. Runs the model once more in training mode without
// recording, and leaves buffers and watches as they were.
std::string first_bad_output(layers::Layer& model, const Tensor& images);

// The first parameter that a backward pass meets (the last by order of the model) whose gradient is
// not finite everywhere; empty where all are.
std::string first_bad_gradient(const layers::Module& model);

// Throws Divergence unless both are finite; finds out where it began first.
void require_finite(double loss, double gradient_norm, std::int64_t step, layers::Layer& model,
                    const Tensor& images);

}  // namespace actlab::training
