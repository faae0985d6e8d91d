#include <actlab/core/formula/compiler/constant_formula.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab::formula {
namespace {

bool has_x(const Expression& expression) {
  return std::ranges::any_of(inputs_first({expression}),
                             [](const Expression& e) { return e->kind == Kind::variable; });
}

// One value at all of these points, with every parameter away from its start, where a product such
// as beta * x may be zero.
bool is_the_same_everywhere(const CompiledFormula& formula) {
  constexpr std::array<double, 16> kPoints = {-1e6, -1234.5, -37.3, -4.7, -1.3, -0.6, -0.11,  -1e-3,
                                              1e-3, 0.13,    0.55,  1.4,  5.2,  41.9, 1357.9, 1e6};
  std::unordered_map<std::string, double> away;
  for (const Parameter& p : formula.parameters) away[p.name] = 1.1 * p.initial + 0.37;
  const std::vector<double> values = evaluate_all({formula.value}, kPoints, away)[0];
  return std::ranges::all_of(values, [&](double value) { return value == values[0]; });
}

// The parameter that was meant to be x: X before other letters, those before words.
std::string likely_typo(const std::vector<Parameter>& parameters) {
  const Parameter* likely = nullptr;
  for (const Parameter& p : parameters) {
    if (p.name == "X") return p.name;
    if (likely == nullptr || (likely->name.size() > 1 && p.name.size() == 1)) likely = &p;
  }
  return likely == nullptr ? "" : likely->name;
}

}  // namespace

std::string constant_fault(const CompiledFormula& formula) {
  if (has_x(formula.value)) {
    if (!is_the_same_everywhere(formula)) return "";
    return text("'", formula.name, "' gives the same value for every x");
  }
  const std::string typo = likely_typo(formula.parameters);
  if (typo.empty()) return text("'", formula.name, "' has no x");
  return text("'", formula.name, "' has no x ('", typo, "' is a parameter: did you mean 'x'?)");
}

void refuse_constant(const CompiledFormula& formula, bool allow_constant) {
  if (allow_constant) return;
  const std::string fault = constant_fault(formula);
  if (fault.empty()) return;
  throw UsageError(text("[formula] ", fault,
                        "; an activation that is constant passes no signal on; "
                        "--allow-constant takes it all the same"));
}

void require_not_constant(const CompiledFormula& formula) {
  const std::string fault = constant_fault(formula);
  if (fault.empty()) return;
  throw UsageError(
      text("[formula] ", fault, "; an activation that is constant passes no signal on"));
}

}  // namespace actlab::formula
