// Names for formulas of a program's own, beside those of the catalog.
#pragma once

#include <string>

namespace actlab::formula {

// From now on `name` stands for the formula wherever an activation is named: compile("bump"),
// layers and models, bump(x) within other formulas. From any thread; a name stays until the program
// ends. Files of weights keep the name: a program that reads them gives it first.
//
//   name_formula("bump", "x * exp(-a * x^2) where a = 0.5");
//
// Throws UsageError where the name is no word of letters, digits and _, is taken by the language,
// the catalog or another formula, or where the formula does not parse. The same formula again is
// fine.
void name_formula(const std::string& name, const std::string& formula,
                  const std::string& source = "");

}  // namespace actlab::formula
