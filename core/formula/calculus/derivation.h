// A derivative line by line, as one writes it on a blackboard: from the innermost part outwards,
// the derivative of each part and the rule that gives it.
#pragma once

#include <string>
#include <vector>

#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

struct DerivationLine {
  std::string part;        // "x * sigmoid(x)"
  std::string rule;        // "product: (u v)' = u' v + u v'"
  std::string derivative;  // of the part, simplified: "sigmoid(x) + x * sigmoid(x) * sigmoid(-x)"
};

// Each different part that depends on x once; the last line is f itself. Parts without x are
// constants and have no line.
std::vector<DerivationLine> derivation(const Expression& f);

}  // namespace actlab::formula
