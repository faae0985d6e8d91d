// activation: a formula applied to every element, y = f(x; p).
//
// Shapes: input [..., C], output the same; each parameter [C] (one value a channel, channels
// innermost) or with one element (shared). Parameters stand in the order of formula->parameters.
//
// Gradient:  d_input = d_output * f'(x)
//            d_p     = sum of d_output * df/dp over all places that share p
// Keeps the input and the parameters; f' is made again in backward.
//
// Errors: Error where the number or a shape of the parameters does not fit.
#pragma once

#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor activation(const Tensor& input, const formula::FormulaPointer& formula,
                  const std::vector<Tensor>& parameters = {});

}  // namespace actlab
