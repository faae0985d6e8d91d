// The value that has a share of a sorted sample below it.
#pragma once

#include <vector>

namespace actlab {

// With linear interpolation between neighbours, as NumPy's: share 0 is the first, 1 the last, 0.5
// the median. `sorted` has at least one value, and the share is from 0 to 1.
double quantile(const std::vector<double>& sorted, double share);

}  // namespace actlab
