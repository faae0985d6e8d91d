// Evaluation of compiled formulas in float32 over whole vectors of inputs.
#pragma once

#include <algorithm>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>

namespace actlab::test {

struct Computed {
  std::vector<float> value;
  std::vector<float> derivative;
  std::vector<std::vector<float>> parameter_derivatives;
};

// One value a parameter, for all x.
inline Computed run(const formula::CompiledFormula& formula, const std::vector<float>& x,
                    std::vector<float> parameters = {}) {
  if (parameters.empty()) {
    for (const formula::Parameter& p : formula.parameters) parameters.push_back(p.initial);
  }
  const std::size_t n = x.size();
  const kernels::FormulaProgram program = formula::full_program(formula);
  Computed result{std::vector<float>(n), std::vector<float>(n), {}};
  result.parameter_derivatives.assign(parameters.size(), std::vector<float>(n));
  for (std::size_t begin = 0; begin < n; begin += kernels::kFormulaBlock) {
    const std::size_t count = std::min<std::size_t>(kernels::kFormulaBlock, n - begin);
    std::vector<std::vector<float>> tiles;
    std::vector<const float*> tile_pointers;
    std::vector<float*> outputs;
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      tiles.emplace_back(count, parameters[p]);
      outputs.push_back(result.parameter_derivatives[p].data() + begin);
    }
    for (const std::vector<float>& tile : tiles) tile_pointers.push_back(tile.data());
    kernels::FormulaBlock block;
    block.n = static_cast<std::int64_t>(count);
    block.x = x.data() + begin;
    block.parameters = tile_pointers.data();
    block.value = result.value.data() + begin;
    block.derivative = result.derivative.data() + begin;
    block.parameter_derivatives = outputs.data();
    kernels::evaluate(program, block);
  }
  return result;
}

inline float value_at(std::string_view formula, float x) {
  return run(*formula::compile(formula), {x}).value[0];
}
inline float derivative_at(std::string_view formula, float x) {
  return run(*formula::compile(formula), {x}).derivative[0];
}

}  // namespace actlab::test
