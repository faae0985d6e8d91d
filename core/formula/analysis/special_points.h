// Points of an interval at which something happens to a function of one variable, in double.
#pragma once

#include <algorithm>
#include <cfloat>

#include <actlab/core/formula/analysis/shape_samples.h>

namespace actlab::formula {

inline constexpr double kRoundingNoise = 16 * DBL_EPSILON;  // of x or f, relative

// Splits [low, high], where inside(low) differs from inside(high), down to the border.
template <class Predicate>
double border(double low, double high, const Predicate& inside) {
  const bool at_low = inside(low);
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle <= std::min(low, high) || middle >= std::max(low, high)) break;
    (inside(middle) == at_low ? low : high) = middle;
  }
  return snapped(0.5 * (low + high));
}

// The x of the lowest value in [low, high], by golden section: no derivative needed at a kink.
double lowest_inside(double low, double high, const RealFunction& value);

// What golden section finds is known to about 1e-8: a number with few decimals there is likelier.
double rounded(double x);

}  // namespace actlab::formula
