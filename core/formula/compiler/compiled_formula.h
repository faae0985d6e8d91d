// A formula of one variable x, ready to run: the one form in which activations reach the rest of
// the project, whether typed by a person, listed in the catalog or built by a search.
//
//   FormulaPointer swish = compile("x * sigmoid(beta * x) where beta = 1");
//   FormulaPointer same = compile("swish");
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/formula/language/expression.h>
#include <actlab/core/kernels/program/formula_program.h>

namespace actlab::formula {

struct CompiledFormula {
  std::string name;  // the catalog name, or the formula's text
  std::string text;  // canonical text of the formula as understood; parses back to itself
  std::vector<Parameter> parameters;  // the trainable ones, in program order
  kernels::FormulaKernels kernels;

  // f, fixed parameters replaced by their values, in a form that keeps its digits
  // (core/formula/calculus/stable_form.h).
  Expression value;
  Expression derivative;                          // df/dx
  std::vector<Expression> parameter_derivatives;  // df/dp, one for each of `parameters`
};

using FormulaPointer = std::shared_ptr<const CompiledFormula>;

// A catalog name or a formula. Throws UsageError naming the column, what was expected and the
// nearest known name.
FormulaPointer compile(std::string_view name_or_formula);

// An expression built in code. Throws UsageError where one parameter name is used with two
// different starting values, or where the formula or its derivatives grow too large.
FormulaPointer compile(const Expression& expression);

// f, df/dx and df/dp of every parameter in one program: what no training step needs, but whoever
// looks at a formula as a whole does.
kernels::FormulaProgram full_program(const CompiledFormula& formula);

}  // namespace actlab::formula
