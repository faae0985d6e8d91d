#include <actlab/core/formula/analysis/normal_inputs.h>

#include <algorithm>

#include <actlab/core/base/random.h>

namespace actlab::formula {

std::vector<float> normal_inputs(std::int64_t count) {
  constexpr std::uint64_t kSeed = 0;
  constexpr std::uint64_t kStream = std::uint64_t{1} << 32;  // beyond those of searchers
  Random random(kSeed, Purpose::controller, kStream);
  std::vector<float> inputs(static_cast<std::size_t>(count));
  for (float& input : inputs) input = random.normal();
  return inputs;
}

InitialOutputs initial_outputs(const CompiledFormula& formula, std::span<const float> inputs) {
  InitialOutputs outputs{std::vector<float>(inputs.size()), std::vector<float>(inputs.size())};
  constexpr auto kBlock = static_cast<std::size_t>(kernels::kFormulaBlock);
  std::vector<std::vector<float>> tiles;
  std::vector<const float*> parameters;
  for (const Parameter& p : formula.parameters) {
    tiles.emplace_back(std::min(kBlock, inputs.size()), p.initial);
  }
  for (const std::vector<float>& tile : tiles) parameters.push_back(tile.data());
  for (std::size_t begin = 0; begin < inputs.size(); begin += kBlock) {
    kernels::FormulaBlock block;
    block.n = static_cast<std::int64_t>(std::min(kBlock, inputs.size() - begin));
    block.x = inputs.data() + begin;
    block.parameters = parameters.data();
    block.value = outputs.value.data() + begin;
    block.derivative = outputs.derivative.data() + begin;
    kernels::evaluate(formula.kernels.gradient, block);
  }
  return outputs;
}

}  // namespace actlab::formula
