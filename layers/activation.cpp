#include <actlab/layers/activation.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/activation.h>
#include <actlab/core/ops/formula_parameters.h>
#include <actlab/layers/batch_norm.h>

namespace actlab::layers {

Activation::Activation(formula::FormulaPointer formula, std::int64_t channels)
    : formula_(std::move(formula)) {
  if (!formula_) throw Error("[activation] needs a formula; the identity is formula 'x'");
  if (channels < 1) throw Error(text("[activation] needs one channel or more, got ", channels));
  for (const formula::Parameter& parameter : formula_->parameters) {
    const bool per_channel = parameter.sharing == formula::Sharing::per_channel;
    formula_parameters_.push_back(
        add_parameter(parameter.name, Tensor::full({per_channel ? channels : 1}, parameter.initial),
                      {.group = group::activations, .optional = true}));
  }
}

Tensor Activation::compute(const Tensor& input) {
  return activation(input, formula_, formula_parameters_);
}

std::function<Tensor()> Activation::again(const Tensor& input) const {
  return [z = input.detach(), formula = formula_, values = detached(formula_parameters_)] {
    return activation(z, formula, values);
  };
}

Normalised Activation::activate(const Tensor& input, const Tensor& shift) {
  Normalised output = only_activate(input, {formula_, formula_parameters_}, shift);
  if (is_watched()) announce(lazy_pre_activation(output), lazy_activated(output));
  return output;
}

}  // namespace actlab::layers
