// Divergence: a loss or gradient that is no longer a finite number, and where it began.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/training/task.h>

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

// The dotted name of the first module, in the order of computation, whose output for the task's
// batch is not finite everywhere; empty where all are. Runs the model once more without recording.
std::string first_bad_output(Task& task);

// The first parameter that a backward pass meets (the last by order of the model) whose gradient is
// not finite everywhere; empty where all are.
std::string first_bad_gradient(const layers::Module& model);

// What a run keeps of its divergence: divergence.json in its folder, {"step": 3, "where": ...,
// "message": "diverged at step 3: ..."}. A run that goes on, from an earlier step, removes it.
void write_divergence(const std::string& folder, const Divergence& divergence);
void remove_divergence(const std::string& folder);
// The message; empty where the run did not diverge. Throws Error for a file that is none.
std::string read_divergence(const std::string& folder);

// Throws Divergence unless both are finite; finds out where it began first.
void require_finite(double loss, double gradient_norm, std::int64_t step, Task& task);

}  // namespace actlab::training
