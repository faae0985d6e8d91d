#include <actlab/core/ops/formula_parameters.h>

#include <algorithm>
#include <numeric>

#include <actlab/core/base/error.h>

namespace actlab {

void check_formula_parameters(const char* operation, const formula::FormulaPointer& formula,
                              const std::vector<Tensor>& parameters, std::int64_t channels) {
  const std::size_t expected = formula ? formula->parameters.size() : 0;
  const std::string name = formula ? formula->name : "identity";
  if (parameters.size() != expected) {
    throw Error(text("[", operation, "] formula '", name, "' has ", expected,
                     " trainable parameters, got ", parameters.size()));
  }
  for (std::size_t k = 0; k < expected; ++k) {
    const std::int64_t count = parameters[k].defined() ? parameters[k].elements() : 0;
    if (count != 1 && count != channels) {
      throw Error(text("[", operation, "] parameter '", formula->parameters[k].name, "' of '", name,
                       "' must have one value or one a channel (", channels, "), got shape ",
                       parameters[k].shape()));
    }
  }
}

kernels::FormulaCall formula_call(const formula::FormulaPointer& formula,
                                  const std::vector<Tensor>& parameters) {
  kernels::FormulaCall call;
  call.kernels = formula ? &formula->kernels : nullptr;
  for (const Tensor& parameter : parameters) call.parameters.push_back(parameter.values());
  return call;
}

void accumulate_formula_gradients(const GradientSlots& slots, std::size_t first,
                                  const std::vector<std::vector<double>>& sums) {
  for (std::size_t k = 0; k < sums.size(); ++k) {
    const auto& slot = slots[first + k];
    if (!slot) continue;
    Tensor d_parameter = Tensor::uninitialised(slot->shape);
    if (slot->shape.elements() == 1) {
      d_parameter.data()[0] =
          static_cast<float>(std::accumulate(sums[k].begin(), sums[k].end(), 0.0));
    } else {
      std::ranges::transform(sums[k], d_parameter.data(),
                             [](double sum) { return static_cast<float>(sum); });
    }
    accumulate_gradient(slot, d_parameter);
  }
}

bool any_gradient(const GradientSlots& slots, std::size_t first, std::size_t last) {
  return std::any_of(slots.begin() + static_cast<std::ptrdiff_t>(first),
                     slots.begin() + static_cast<std::ptrdiff_t>(last),
                     [](const auto& slot) { return slot != nullptr; });
}

std::vector<Tensor> detached(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> result;
  for (const Tensor& tensor : tensors) result.push_back(tensor.detach());
  return result;
}

}  // namespace actlab
