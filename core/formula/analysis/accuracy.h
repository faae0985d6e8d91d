// How far a compiled float32 program is from the same formula in double, and how far the symbolic
// derivative is from a difference quotient.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <actlab/core/formula/analysis/measured.h>
#include <actlab/core/formula/analysis/shape_samples.h>
#include <actlab/core/kernels/program/formula_program.h>

namespace actlab::formula {

// Errors in ULP: units in the last place of the float32 number nearest to the double result.
// Compared are points where that result is 0 or between 2^-118 and the largest float32.
struct Accuracy {
  std::int64_t points = 0;
  double median = 0.0;
  double percentile99 = 0.0;
  double worst = 0.0;
  double worst_x = 0.0;
  // |x f'(x) / f(x)| at the worst point: how much a relative error of x itself is enlarged there.
  double condition = 1.0;
  std::int64_t lost = 0;  // points at which float32 gives NaN or infinity, double does not
  double lost_x = 0.0;    // the first of them
};

enum class Output { value, derivative };

// Over 14,000 inputs: 64 in each binade from 2^-30 to 2^14 on both sides, and 8,000 evenly in
// [-10, 10]. `exact` and `slope` are the output and its derivative in double at the same
// parameters.
Accuracy measure_accuracy(const kernels::FormulaProgram& program, Output output,
                          const std::vector<float>& parameters, const RealFunction& exact,
                          const RealFunction& slope);

// What happens farther out: a value in the middle of a formula may overflow, or a function leave
// its range, where the result would be a float32 number.
struct Breakdown {
  double x = 0.0;
  double given = 0.0;  // by the float32 program
  double right = 0.0;  // in double
};

// The first of 8 inputs a binade, from 2^14 to 2^120 on both sides, at which the program is off by
// more than a thousandth and more than 1e-6, or gives no number; nothing where it holds throughout.
std::optional<Breakdown> first_breakdown(const kernels::FormulaProgram& program, Output output,
                                         const std::vector<float>& parameters,
                                         const MeasuredFunction& exact);

// The symbolic derivative against (f(x + h) - f(x - h)) / 2h with h = 1e-6, in double, at 1,601
// points of [-8, 8], those within 10 h of a kink left out. `worst` is the largest
// |difference| / (1e-6 + 1e-4 |derivative|): a correct derivative stays well below 1.
struct GradientCheck {
  std::int64_t points = 0;
  double worst = 0.0;
  double worst_x = 0.0;
};

GradientCheck check_gradient(const RealFunction& value, const RealFunction& derivative,
                             const std::vector<Breakpoint>& kinks);

}  // namespace actlab::formula
