#include <actlab/dynamics/report/function_curves.h>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab::dynamics {

FunctionCurves::FunctionCurves(const std::string& formula) {
  try {
    formula_ = formula::compile(formula);
  } catch (const Error& error) {
    problem_ = error.what();
  }
}

std::vector<double> FunctionCurves::sample(
    int points, const std::unordered_map<std::string, double>& parameters) const {
  std::vector<double> places;
  for (int i = 0; i < points; ++i) {
    places.push_back(kCurveLow + (kCurveHigh - kCurveLow) * i / (points - 1));
  }
  const auto curves =
      formula::evaluate_all({formula_->value, formula_->derivative}, places, parameters);
  std::vector<double> numbers = curves[0];
  numbers.insert(numbers.end(), curves[1].begin(), curves[1].end());
  return numbers;
}

}  // namespace actlab::dynamics
