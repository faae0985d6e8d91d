#include "examples/formula_accuracy.h"

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/formula/analysis/measured.h>
#include <actlab/report/axis.h>

namespace actlab {
namespace {

using formula::Output;
using formula::real_function;
using formula::RealFunction;
using report::compact_number;

RealFunction slope_of(const RealFunction& f) {
  return [f](double x) {
    const double h = 1e-6 * std::max(1.0, std::abs(x));
    return (f(x + h) - f(x - h)) / (2 * h);
  };
}

std::string accuracy_text(const formula::Accuracy& accuracy) {
  if (accuracy.points == 0) return "no finite value to compare";
  std::string line = "exact at all points";
  if (accuracy.worst > 0.0) {
    line = text("half within ", compact_number(accuracy.median, 2), " ULP, 99 % within ",
                compact_number(accuracy.percentile99, 3), ", worst ",
                compact_number(accuracy.worst, 3), " at x = ", compact_number(accuracy.worst_x, 5));
  }
  if (accuracy.condition > 4.0) {
    line += " (condition there: " + compact_number(accuracy.condition, 3) + ")";
  }
  if (accuracy.lost > 0) {
    line += text("; ", accuracy.lost,
                 " values lost, the first at x = ", compact_number(accuracy.lost_x, 5));
  }
  return line;
}

}  // namespace

FormulaAccuracy::FormulaAccuracy(formula::FormulaPointer f, ParameterValues values,
                                 std::vector<formula::Breakpoint> kinks)
    : f_(std::move(f)), values_(std::move(values)), kinks_(std::move(kinks)) {
  for (const auto& p : f_->parameters) {
    parameters_.push_back(static_cast<float>(values_.at(p.name)));
  }
}

std::vector<std::pair<std::string, std::string>> FormulaAccuracy::rows() const {
  std::vector<std::pair<std::string, std::string>> rows = {{"f(x)", in_ulp(Output::value)},
                                                           {"f'(x)", in_ulp(Output::derivative)}};
  rows.emplace_back("beyond", beyond());
  if (const std::string line = gradient(); !line.empty()) rows.emplace_back("gradient", line);
  return rows;
}

const formula::Expression& FormulaAccuracy::expression(Output output) const {
  return output == Output::value ? f_->value : f_->derivative;
}

std::string FormulaAccuracy::in_ulp(Output output) const {
  const RealFunction exact = real_function(expression(output), values_);
  const RealFunction slope =
      output == Output::value ? real_function(f_->derivative, values_) : slope_of(exact);
  return accuracy_text(
      formula::measure_accuracy(f_->kernels.gradient, output, parameters_, exact, slope));
}

// "f(7.1e12) is inf in float32, 7.147e12 in double".
std::string FormulaAccuracy::beyond() const {
  const auto broken_text = [&](Output output) -> std::string {
    const auto broken = formula::first_breakdown(f_->kernels.gradient, output, parameters_,
                                                 formula::measured(expression(output), values_));
    if (!broken) return "";
    return text(output == Output::value ? "f(" : "f'(", compact_number(broken->x, 4), ") is ",
                compact_number(broken->given, 4), " in float32, ", compact_number(broken->right, 4),
                " in double");
  };
  const std::string line =
      joined_nonempty({broken_text(Output::value), broken_text(Output::derivative)}, "; ");
  return line.empty() ? "no value is lost up to |x| = 1e36" : line;
}

std::string FormulaAccuracy::gradient() const {
  const formula::GradientCheck check = formula::check_gradient(
      real_function(f_->value, values_), real_function(f_->derivative, values_), kinks_);
  if (check.points == 0) return "";
  if (check.worst < 1.0) {
    return text("f' agrees with differences of f at ", check.points,
                " points, to 1e-6 + 1e-4 |f'|");
  }
  return text("f' DIFFERS from differences of f, most at x = ", compact_number(check.worst_x), ": ",
              compact_number(check.worst, 3), " times 1e-6 + 1e-4 |f'|");
}

}  // namespace actlab
