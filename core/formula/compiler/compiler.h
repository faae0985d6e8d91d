// From expressions to a program for the interpreter (core/kernels/program/formula_program.h).
#pragma once

#include <vector>

#include <actlab/core/formula/language/expression.h>
#include <actlab/core/kernels/program/formula_program.h>

namespace actlab::formula {

// What one program computes. Empty expressions are left out.
struct Outputs {
  Expression value;
  Expression derivative;
  std::vector<Expression> parameter_derivatives;
  bool gathered = false;  // the sums of d_y df/dp in place of df/dp; then there is no value
};

// `parameters` are in program order. Parts that are the same node are computed once.
kernels::FormulaProgram compile_program(const Outputs& outputs,
                                        const std::vector<Parameter>& parameters);

}  // namespace actlab::formula
