// Formulas that do not depend on x: nearly always a typo, as X * sigmoid(X) or sin(y).
#pragma once

#include <string>

#include <actlab/core/formula/compiler/compiled_formula.h>

namespace actlab::formula {

// What is wrong, with the likely typo, of a formula that has no x, or gives the same value for
// every x, whatever its parameters: "'sin(y)' has no x ('y' is a parameter: did you mean 'x'?)".
// Empty for all others.
std::string constant_fault(const CompiledFormula& formula);

// Throws UsageError with constant_fault(), unless constants are allowed.
void refuse_constant(const CompiledFormula& formula, bool allow_constant);

// The same, of a program that takes no constants at all.
void require_not_constant(const CompiledFormula& formula);

}  // namespace actlab::formula
