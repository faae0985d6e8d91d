// Values of a formula in double precision that know how far they can be trusted.
//
// A formula computed step by step may overflow, or lose its digits to cancellation, where the
// function itself is finite: exp(x) / (exp(x) + exp(2 * x)) at 800 is no number in double. Each
// step carries a first-order bound of its error (Higham 2002, section 3.3), so that what double
// cannot tell is not told.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/core/formula/analysis/shape_samples.h>
#include <actlab/core/formula/language/expression.h>

namespace actlab::formula {

struct Measured {
  double value = 0.0;  // NaN: not defined there; infinity: beyond the range of double
  double error = 0.0;  // of the value at most, about; infinity: the value is not known

  bool known() const { return error == 0.0 || error <= 1e-6 * (value < 0 ? -value : value) + 1e-9; }
};

inline constexpr Measured kNotKnown{std::numeric_limits<double>::quiet_NaN(),
                                    std::numeric_limits<double>::infinity()};

using MeasuredFunction = std::function<Measured(double)>;

// Parameters take the values of the map, or their initial values.
MeasuredFunction measured(const Expression& expression,
                          const std::unordered_map<std::string, double>& parameters = {});

// evaluate() (language/reference.h) as a function of x, which does not know how far it is right.
RealFunction real_function(const Expression& expression,
                           const std::unordered_map<std::string, double>& parameters = {});

// Where a formula may be singular or bend: the zeros, among the points of sample_points(), of what
// it divides by, takes the root, logarithm or magnitude of, or compares; and 0.
std::vector<double> critical_points(const Expression& expression,
                                    const std::unordered_map<std::string, double>& parameters = {});

}  // namespace actlab::formula
