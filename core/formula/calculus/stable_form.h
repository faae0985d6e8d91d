// Equal forms that keep their digits: what cancels or overflows in the middle of a formula is
// written as a function that does not.
//
//   log(1 + exp(x))                                 softplus(x)
//   1 / (1 + exp(-x)), exp(x) / (exp(x) + 1)        sigmoid(x)
//   (exp(x) - exp(-x)) / (exp(x) + exp(-x))         tanh(x)
//   1 + tanh(u), 1 - sigmoid(u), 1 + erf(u)         2 sigmoid(2 u), sigmoid(-u), 2 Phi(sqrt(2) u)
//   exp(u) - 1, log(1 + u), 1 - cos(u)              expm1(u), log1p(u), 2 sin(u / 2)^2
//   u - tanh(u), log(cosh(u)), u + sqrt(u^2 + c)    see stable_form.cpp
//
// Textbook formulas are typed as they stand in papers, and train as their authors meant them. For
// real numbers both forms are the same function.
#pragma once

#include <actlab/core/formula/calculus/simplify.h>
#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

// `f` must come from `simplifier`, and so does the result.
Expression stable_form(const Expression& f, Simplifier& simplifier);

}  // namespace actlab::formula
