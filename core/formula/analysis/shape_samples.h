// A function of one variable on a fixed set of points: the ground on which
// core/formula/analysis/analysis.h stands. Everything is found numerically in double, from the
// value and the derivative alone.
#pragma once

#include <functional>
#include <vector>

namespace actlab::formula {

using RealFunction = std::function<double(double)>;

struct Interval {
  double low;
  double high;
};

// Where a curve is not smooth: a corner (the slope jumps), a jump (the value jumps) or a pole.
enum class BreakKind { corner, jump, pole };

struct Breakpoint {
  BreakKind kind;
  double x;
  double left;  // at a corner the slope just left of x, at a jump the value
  double right;
};

// 16,000 points 0.0025 apart in [-20, 20], and more, ever further apart, out to +-10,000 and ever
// closer together towards 0. None of them is a round number, so that kinks fall between points.
std::vector<double> sample_points();

struct Samples {
  std::vector<double> x;
  std::vector<double> value;
  std::vector<double> slope;
};

Samples sample(const RealFunction& value, const RealFunction& derivative);

// Kinks between the points, each narrowed down by bisection; from left to right.
std::vector<Breakpoint> find_kinks(const Samples& samples, const RealFunction& value,
                                   const RealFunction& derivative);

// The pieces, longer than 0.005, on which the function is constant. The ends may be infinite; where
// they are not, the function must leave the constant by more than rounding, so that one that only
// rounds to a constant (tanh beyond 20) has no such piece. `noise` times |x| counts as rounding.
struct FlatPiece {
  Interval where;
  double value;
};
std::vector<FlatPiece> find_flat_pieces(const std::vector<double>& x, const RealFunction& function,
                                        double noise = 0.0);

// The sign of the infinity to which a function tends at `at`, coming from side -1 or +1; 0 where it
// tends to a number, or is not defined.
int infinite_limit(const RealFunction& function, double at, int side);

// A multiple of 1000 `tolerance` in place of a number that differs from one by less than
// `tolerance`: where a search ends at 0.49999999997, the formula says 0.5.
double snapped(double x, double tolerance = 1e-9);

}  // namespace actlab::formula
