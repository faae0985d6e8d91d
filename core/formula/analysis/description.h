// The shape of a function in words: one plain phrase for each finding of core/formula/analysis.h.
#pragma once

#include <string>

#include <actlab/core/formula/analysis/analysis.h>

namespace actlab::formula {

std::string describe(const Tail& tail);          // "-> 0 from below", "grows like 2 |x|^3"
std::string describe(const Extremum& extremum);  // "-0.278465 at x = -1.27846"
std::string describe(Trend trend);               // "rises throughout"
std::string describe(const Breakpoint& kink);    // "corner at x = 0: slope 0 before, 1 after"
std::string describe(const Interval& interval);  // "x < 0", "-1 < x < 1"
std::string describe(const Roots& roots);        // "x = 0", "x <= 0", "none found"

}  // namespace actlab::formula
