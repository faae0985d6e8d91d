// Symbolic derivatives in closed forms that stay accurate and finite.
//
// A function's rule is in the primitives table. Where one factor of the chain rule is exactly 0,
// since a function is saturated or flat, the product is 0 even if the other factor has overflowed:
// that is Opcode::chain, and it keeps tanh(exp(x)) and exp(-exp(-x)) free of NaN.
// Ties of min and max follow the second argument; conditions of where() count as constants.
#pragma once

#include <string>

#include <actlab/core/formula/calculus/simplify.h>
#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

// df/dx, or df/dp of the named parameter; built in `simplifier`, so that it shares its parts with
// whatever else was built there. `f` must come from the same simplifier. Zero is the constant 0.
Expression derivative(const Expression& f, Simplifier& simplifier);
Expression derivative(const Expression& f, const std::string& parameter, Simplifier& simplifier);

}  // namespace actlab::formula
