// Where a function of one variable is zero.
#pragma once

#include <vector>

#include <actlab/core/formula/analysis/shape_samples.h>

namespace actlab::formula {

struct Roots {
  std::vector<double> points;    // in [-20, 20], from left to right
  std::vector<Interval> pieces;  // where the function is zero throughout
};

// Changes of sign between the points x, places where the function touches zero, and `edges`, where
// its domain ends. What is smaller than rounding of x can make it, or than noise(x), counts as
// zero.
Roots find_roots(const std::vector<double>& x, const std::vector<double>& edges,
                 const std::vector<FlatPiece>& flat, const RealFunction& value,
                 const RealFunction& noise);

}  // namespace actlab::formula
