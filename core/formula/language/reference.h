// Expressions in double precision, by the reference functions of the primitives table: the
// definition that the vector code is tested against.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

// f(x). Parameters take the values of the map, or their initial values.
double evaluate(const Expression& expression, double x,
                const std::unordered_map<std::string, double>& parameters = {});

// The values of several expressions, which may share parts, at each x. Walks them once for all x.
std::vector<std::vector<double>> evaluate_all(
    const std::vector<Expression>& expressions, std::span<const double> x,
    const std::unordered_map<std::string, double>& parameters = {});

}  // namespace actlab::formula
