// Expressions as text in the formula language (core/formula/language/parser.h).
#pragma once

#include <string>

#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

// Fewest brackets, shortest numbers, and every parameter with its declaration. parse() reads the
// text back to an expression with the same text.
std::string to_text(const Expression& expression);

// The same without the declarations of the parameters.
std::string to_text_without_declarations(const Expression& expression);

}  // namespace actlab::formula
