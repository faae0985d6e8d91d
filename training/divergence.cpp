#include <actlab/training/divergence.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/look.h>
#include <actlab/layers/watch.h>

namespace actlab::training {
namespace {

bool is_finite(const Tensor& tensor) {
  return std::ranges::all_of(tensor.values(), [](float value) { return std::isfinite(value); });
}

[[noreturn]] void throw_divergence(std::int64_t step, const std::string& where,
                                   const std::string& what) {
  throw Divergence(step, where, text("[train] diverged at step ", step, ": ", what));
}

}  // namespace

std::string first_bad_output(Task& task) {
  const layers::Look look(task.model());
  const NoGradient no_gradient;
  std::string bad;
  const layers::Watch watch(task.model(), [&](const layers::Seen& seen) {
    if (!bad.empty() || is_finite(seen.output.tensor())) return;
    bad = seen.name.empty() ? "the model's output" : std::string(seen.name);
  });
  task.forward();
  return bad;
}

std::string first_bad_gradient(const layers::Module& model) {
  std::string bad;  // the last one in the model's order is the first on the way back
  for (const NamedParameter& parameter : model.parameters()) {
    const Tensor gradient = parameter.tensor.gradient();
    if (gradient.defined() && !is_finite(gradient)) bad = parameter.name;
  }
  return bad;
}

void require_finite(double loss, double gradient_norm, std::int64_t step, Task& task) {
  if (std::isfinite(loss) && std::isfinite(gradient_norm)) return;
  const std::string symptom = std::isfinite(loss) ? text("the gradient's norm is ", gradient_norm)
                                                  : text("the loss is ", loss);
  const std::string gradient = first_bad_gradient(task.model());
  const std::string output = first_bad_output(task);
  if (!output.empty()) {
    throw_divergence(step, output,
                     text(symptom, "; the first layer whose output is not finite is ", output));
  }
  if (!gradient.empty()) {
    throw_divergence(step, gradient,
                     text(symptom, "; all outputs are finite, the first gradient on the way back ",
                          "that is not is that of ", gradient));
  }
  throw_divergence(step, "loss", symptom);
}

}  // namespace actlab::training
