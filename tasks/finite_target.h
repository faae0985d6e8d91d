// Whether a function of x has a number everywhere on a range, not only where it was sampled.
#pragma once

#include <string>

#include <actlab/core/formula/analysis/shape_samples.h>

namespace actlab::tasks {

// Where and why the function has none: "not defined at x = -3", "infinite at x = 0", "beyond 1e30
// at x = 69.1", "unbounded near x = 0.123457" (a pole); empty where it has a number everywhere. A
// single hole between numbers that agree, as of sin(x) / x at 0, is none. Looked for on 10,001
// points, at 0, and ever closer where the curve bends most: what is narrower than a ten
// thousandth of the range and leaves no trace beside it can be missed.
std::string where_not_finite(const formula::RealFunction& function, const formula::Interval& range);

}  // namespace actlab::tasks
