// The parameter tensors of a formula, as the operations that apply one meet them.
#pragma once

#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/kernels/channels/channel_blocks.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

// Throws Error, naming `operation`, where the parameters are not those of the formula: one tensor
// each, of `channels` elements or of one. A null formula is the identity and takes none.
void check_formula_parameters(const char* operation, const formula::FormulaPointer& formula,
                              const std::vector<Tensor>& parameters, std::int64_t channels);

// The formula as the kernels take it. Valid as long as both arguments live.
kernels::FormulaCall formula_call(const formula::FormulaPointer& formula,
                                  const std::vector<Tensor>& parameters);

// Passes on the gradients of the parameters: slots[first + k] takes sums[k], one value a channel,
// added up where the parameter is shared.
void accumulate_formula_gradients(const GradientSlots& slots, std::size_t first,
                                  const std::vector<std::vector<double>>& sums);

// True where any of the slots [first, last) wants a gradient.
bool any_gradient(const GradientSlots& slots, std::size_t first, std::size_t last);

std::vector<Tensor> detached(const std::vector<Tensor>& tensors);

}  // namespace actlab
