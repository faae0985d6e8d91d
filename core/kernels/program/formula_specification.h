// What formula programs mean: every instruction by its definition, for one number at a time, in
// double precision. It is slow and there to be read; the interpreter is tested against it.
#pragma once

#include <span>
#include <vector>

#include <actlab/core/kernels/program/formula_program.h>

namespace actlab::kernels {

struct FormulaMeaning {
  double value = 0.0, derivative = 0.0;       // 0 where the program has none
  std::vector<double> parameter_derivatives;  // empty where the program has none
  std::vector<double> sums;                   // d_y df/dp of this x alone
};

FormulaMeaning meaning_of(const FormulaProgram& program, double x,
                          std::span<const double> parameters, double d_y = 0.0);

// How many registers an instruction reads.
int inputs_of(Opcode opcode);

}  // namespace actlab::kernels
