#include <actlab/core/ops/batch_norm.h>

#include <actlab/core/ops/gradient_buffer.h>

namespace actlab {
namespace {

void backward(const NormalisedActivation& made, const Tensor& d_output,
              const GradientSlots& slots) {
  made.tell_activated(d_output);
  Tensor d_z = gradient_buffer(d_output);
  kernels::BatchNormGradient first = made.first_step(slots);
  first.run(d_output.data(), d_z.data());
  made.second_step(first, d_z, slots);
}

}  // namespace

Tensor batch_norm_activation(const Normalised& normalised) {
  Tensor output = normalised.made->activated();
  record("batch_norm_activation", output, normalised.inputs,
         [made = normalised.made](const Tensor& d_output, const GradientSlots& slots) {
           backward(*made, d_output, slots);
         });
  return output;
}

Tensor batch_norm_activation(const Tensor& input, const BatchNorm& parameters,
                             const BatchNormOptions& options,
                             const formula::FormulaPointer& formula,
                             const std::vector<Tensor>& formula_parameters, const Tensor& skip) {
  const Normalised made =
      normalise(input, parameters, options, {formula, formula_parameters}, skip);
  Tensor output = batch_norm_activation(made);
  if (!formula) made.made->forget_skip();  // z is the output: none asks for it again
  return output;
}

}  // namespace actlab
