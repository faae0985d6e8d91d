// Any text is compiled or refused with a UsageError; what is compiled can be evaluated, and its
// text parses back to itself.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/parser.h>

using namespace actlab;

namespace {

constexpr std::int64_t kCount = 19;  // whole vectors and a rest on every instruction set

void evaluate_all(const formula::CompiledFormula& formula) {
  std::vector<float> x(kCount);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i) - 9.0f;
  std::vector<std::vector<float>> tiles, derivatives;
  std::vector<const float*> parameters;
  std::vector<float*> outputs;
  for (const formula::Parameter& p : formula.parameters) tiles.emplace_back(kCount, p.initial);
  for (const std::vector<float>& tile : tiles) parameters.push_back(tile.data());
  derivatives.assign(tiles.size(), std::vector<float>(kCount));
  for (std::vector<float>& derivative : derivatives) outputs.push_back(derivative.data());
  std::vector<float> value(kCount), derivative(kCount);
  kernels::evaluate(
      formula::full_program(formula),
      {kCount, x.data(), parameters.data(), value.data(), derivative.data(), outputs.data()});
  kernels::evaluate(formula.kernels.value,
                    {kCount, x.data(), parameters.data(), x.data(), nullptr, nullptr});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  formula::FormulaPointer formula;
  try {
    formula = formula::compile(text);
  } catch (const UsageError&) {
    return 0;
  }
  evaluate_all(*formula);
  // Text that is longer than a formula may be cannot be read again.
  if (formula->text.size() <= formula::kLongestFormula &&
      formula::compile(formula->text)->text != formula->text) {
    std::abort();
  }
  return 0;
}
