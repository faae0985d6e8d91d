// The inputs on which functions are compared and screened: drawn once and for all from N(0, 1),
// since what comes out of a normalisation, before training, is about that.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>

namespace actlab::formula {

// The first `count` of an unending sequence that never changes: stored hashes depend on it.
std::vector<float> normal_inputs(std::int64_t count);

// A formula in float32, as training computes it, at the starting values of its parameters.
struct InitialOutputs {
  std::vector<float> value;
  std::vector<float> derivative;
};
InitialOutputs initial_outputs(const CompiledFormula& formula, std::span<const float> inputs);

}  // namespace actlab::formula
