// What is known of an activation before anything is measured: how steep it is at most, where it is
// bounded, and what it does to N(0, 1). All at the initial values of its parameters.
#pragma once

#include <actlab/core/formula/analysis/signal.h>
#include <actlab/core/formula/compiler/compiled_formula.h>

namespace actlab::dynamics {

// A place is flat where |f'(z)| is below this share of L.
inline constexpr double kFlatSlope = 1e-3;

// What slopes are judged by, so that a census is right for any function.
struct SlopeScale {
  double limit = 1.0;          // L = sup |f'|
  bool is_supremum = true;     // false: there is none; 99.9 % of |f'(z)|, z ~ N(0, 1), are below
  bool bounded_left = false;   // f towards -infinity
  bool bounded_right = false;  // f towards infinity
};

struct FormulaFacts {
  formula::FormulaPointer formula;
  SlopeScale slopes{};
  double flat = 0.0;                // share of z ~ N(0, 1) where f is flat: |f'(z)| < kFlatSlope L
  formula::SignalMoments theory{};  // kMomentNotKnown, NaN and infinity as there
};

FormulaFacts facts_of(const formula::FormulaPointer& formula);

// A moment, or NaN where it is not known or there is none.
double known(double moment);

}  // namespace actlab::dynamics
