// Activation: any formula as a layer (core/ops/activation.h). One class for all functions.
// Parameters: those of the formula, by their declared names, [C] or [1] where shared.
#pragma once

#include <functional>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/ops/normalised.h>
#include <actlab/layers/layer.h>

namespace actlab::layers {

class Activation : public Layer {
 public:
  // Throws Error without a formula or for less than one channel.
  Activation(formula::FormulaPointer formula, std::int64_t channels);
  std::string kind() const override { return formula_->name; }

  // Of input + shift, for a Conv2d that makes the values as it reads them: see Conv2d::forward.
  Normalised activate(const Tensor& input, const Tensor& shift = {});

  // Makes the values of forward(input) again, the same bits, while the parameters are the same.
  std::function<Tensor()> again(const Tensor& input) const;

  const formula::FormulaPointer& formula() const { return formula_; }
  const std::vector<Tensor>& formula_parameters() const { return formula_parameters_; }

 private:
  Tensor compute(const Tensor& input) override;

  formula::FormulaPointer formula_;
  std::vector<Tensor> formula_parameters_;
};

}  // namespace actlab::layers
