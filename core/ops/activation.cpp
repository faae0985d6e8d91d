#include <actlab/core/ops/activation.h>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/channels/activation.h>
#include <actlab/core/ops/formula_parameters.h>
#include <actlab/core/ops/gradient_buffer.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// Without a parameter a channel, the data is one long row of independent elements.
std::int64_t channels_that_matter(const std::vector<Tensor>& parameters) {
  for (const Tensor& parameter : parameters) {
    if (parameter.elements() > 1) return parameter.elements();
  }
  return 1;
}

}  // namespace

Tensor activation(const Tensor& input, const formula::FormulaPointer& formula,
                  const std::vector<Tensor>& parameters) {
  if (!formula) throw Error("[activation] needs a formula; the identity is formula 'x'");
  check_formula_parameters("activation", formula, parameters,
                           input.rank() > 0 ? input.size(-1) : 1);
  const std::int64_t channels = channels_that_matter(parameters);
  const std::int64_t rows = input.elements() / channels;
  Tensor output = Tensor::uninitialised(input.shape());
  kernels::activation_forward(formula_call(formula, parameters), rows, channels, input.data(),
                              output.data());

  std::vector<Tensor> inputs{input};
  inputs.insert(inputs.end(), parameters.begin(), parameters.end());
  record("activation", output, inputs,
         [=, x = input.detach(), values = detached(parameters)](const Tensor& d_output,
                                                                const GradientSlots& slots) {
           Tensor d_input = slots[0] ? gradient_buffer(d_output) : Tensor();
           const auto d_parameters = kernels::activation_backward(
               formula_call(formula, values), rows, channels, x.data(), d_output.data(),
               slots[0] ? d_input.data() : nullptr, any_gradient(slots, 1, slots.size()));
           if (slots[0]) accumulate_gradient(slots[0], d_input);
           accumulate_formula_gradients(slots, 1, d_parameters);
         });
  return output;
}

}  // namespace actlab
