// What ./run explain says about the accuracy of an activation.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <actlab/core/formula/analysis/accuracy.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include "examples/formula_figure.h"

namespace actlab {

class FormulaAccuracy {
 public:
  FormulaAccuracy(formula::FormulaPointer f, ParameterValues values,
                  std::vector<formula::Breakpoint> kinks);

  // Names and sentences: f(x) and f'(x) in ULP, what breaks farther out, f' beside differences.
  std::vector<std::pair<std::string, std::string>> rows() const;

 private:
  std::string in_ulp(formula::Output output) const;
  std::string beyond() const;
  std::string gradient() const;
  const formula::Expression& expression(formula::Output output) const;

  formula::FormulaPointer f_;
  ParameterValues values_;
  std::vector<float> parameters_;  // in the order of the formula
  std::vector<formula::Breakpoint> kinks_;
};

}  // namespace actlab
