// The picture of an activation and its derivative, side by side.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/report/figure.h>

namespace actlab {

using ParameterValues = std::unordered_map<std::string, double>;

// Where in its parameters a formula is looked at. One of them takes several values in a picture.
struct FormulaSettings {
  ParameterValues values;  // of every parameter
  std::string varied;      // empty where there is no parameter
  std::vector<double> varied_values;
};

// f and f' of several formulas over each other, at the starting values of their parameters.
report::Figure compared_figure(const std::vector<formula::FormulaPointer>& formulas, double low,
                               double high);

// An expression over [low, high], in double, broken where it jumps. The label is left empty.
report::Series formula_curve(const formula::Expression& expression, const ParameterValues& values,
                             double low, double high);

// f and f' over [low, high], one curve for each of `varied_values`.
report::Figure formula_figure(const formula::CompiledFormula& f, const FormulaSettings& settings,
                              double low, double high);

}  // namespace actlab
