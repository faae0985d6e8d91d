// An activation and its slope as curves to draw, wherever its parameters have moved.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>

namespace actlab::dynamics {

inline constexpr double kCurveLow = -8.0;
inline constexpr double kCurveHigh = 8.0;

class FunctionCurves {
 public:
  // `formula` is what a record holds; it may be anything, or of another version.
  explicit FunctionCurves(const std::string& formula);

  // Why there are no curves: the formula cannot be read. Empty where there are some.
  const std::string& problem() const { return problem_; }

  // f at `points` places, evenly from kCurveLow to kCurveHigh, then f'. Parameters that are not
  // named have their initial values. NaN where there is no value.
  std::vector<double> sample(int points,
                             const std::unordered_map<std::string, double>& parameters = {}) const;

 private:
  formula::FormulaPointer formula_;
  std::string problem_;
};

}  // namespace actlab::dynamics
