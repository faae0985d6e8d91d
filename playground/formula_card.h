// What a person should see of a formula while they type it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace actlab::playground {

struct FormulaCard {
  std::string name;        // of the catalog, or the formula's text
  std::string text;        // as it was understood
  std::string derivative;  // f'
  std::string warning;     // it does not depend on x, or cannot be learned with
  std::vector<std::pair<std::string, double>> parameters;  // and their initial values
  double low = 0.0, high = 0.0;                            // of the curves
  std::vector<double> curve;                               // f at even places
  std::vector<double> slope;                               // f'
};

// Throws UsageError with the parser's words for what is no formula.
FormulaCard formula_card(const std::string& formula, int points);

}  // namespace actlab::playground
