// Expressions in double precision at many points: evaluate() of core/formula/language/expression.h,
// walking the expression once for all of them.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

// The values of several expressions, which may share parts, at each x. Parameters take the values
// of the map, or their initial values.
std::vector<std::vector<double>> evaluate_all(
    const std::vector<Expression>& expressions, std::span<const double> x,
    const std::unordered_map<std::string, double>& parameters = {});

}  // namespace actlab::formula
