#include <actlab/playground/formula_card.h>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/formula/language/printer.h>
#include <actlab/dynamics/report/function_curves.h>

namespace actlab::playground {

FormulaCard formula_card(const std::string& formula, int points) {
  const formula::FormulaPointer compiled = formula::compile(formula);
  FormulaCard card{.name = compiled->name,
                   .text = compiled->text,
                   .derivative = formula::to_text_without_declarations(compiled->derivative),
                   .warning = formula::constant_fault(*compiled),
                   .parameters = {},
                   .low = dynamics::kCurveLow,
                   .high = dynamics::kCurveHigh,
                   .curve = {},
                   .slope = {}};
  for (const formula::Parameter& parameter : compiled->parameters) {
    card.parameters.emplace_back(parameter.name, parameter.initial);
  }
  const std::vector<double> both = dynamics::FunctionCurves(compiled->text).sample(points);
  card.curve.assign(both.begin(), both.begin() + points);
  card.slope.assign(both.begin() + points, both.end());
  return card;
}

}  // namespace actlab::playground
