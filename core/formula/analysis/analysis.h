// The shape of a function of one variable: where it bends, turns, crosses zero and where it goes.
//
//   CurveShape shape = analyse(f, derivative);
//   shape.minimum.value;  // -0.278465 for swish1
//
// Everything is numerical, in double, on the points of sample_points(): true of what the points
// see. A feature narrower than 0.0025 away from zero, or beyond 10,000, can be missed.
#pragma once

#include <vector>

#include <actlab/core/formula/analysis/measured.h>
#include <actlab/core/formula/analysis/roots.h>
#include <actlab/core/formula/analysis/shape_samples.h>
#include <actlab/core/formula/analysis/tails.h>

namespace actlab::formula {

enum class ExtremumKind {
  attained,    // at x (the one nearest to zero, where there are several)
  flat,        // on the whole piece `where`
  approached,  // not attained: the limit at an infinity
  unbounded,   // there is none
  undefined,   // the function has no finite value
  not_known,   // the values far out are not known
};

struct Extremum {
  ExtremumKind kind = ExtremumKind::undefined;
  double value = 0.0;
  double x = 0.0;
  Interval where{0.0, 0.0};
  int direction = 0;  // approached, unbounded: towards which infinity; 0 for a pole
};

enum class Trend { constant, rising, not_falling, falling, not_rising, both, undefined, not_known };

struct CurveShape {
  std::vector<Interval> undefined;  // where value or derivative is not a finite number
  std::vector<Breakpoint> kinks;
  std::vector<FlatPiece> flat;
  Trend trend = Trend::undefined;
  Tail left, right;                      // of f
  Tail slope_left, slope_right;          // of f'
  Extremum minimum, maximum;             // of f
  Extremum lowest_slope, highest_slope;  // of f', kinks left out
  Roots zeros;
  Roots fixed_points;  // f(x) = x
};

// What double precision cannot tell about a formula, its error bounds say, and the shape does not.
// At `critical` points (critical_points()) the slope may be infinite.
CurveShape analyse(const MeasuredFunction& value, const MeasuredFunction& derivative,
                   const std::vector<double>& critical);

// Of functions that are exact but for rounding.
CurveShape analyse(const RealFunction& value, const RealFunction& derivative);

// The largest |f'|; infinity where there is none, NaN where it is not known.
double largest_slope(const CurveShape& shape);

}  // namespace actlab::formula
