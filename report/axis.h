// An axis of a figure: the range it shows, where its ticks stand, and how numbers are written.
#pragma once

#include <string>
#include <vector>

namespace actlab::report {

struct Range {
  double low = 0.0;
  double high = 1.0;
};

struct Tick {
  double value = 0.0;
  std::string label;
};

// The shortest decimal that keeps `digits` significant digits: 0.25, -1.27846, 3e-8, inf, nan.
std::string compact_number(double value, int digits = 6);

// The smallest of 1, 2, 5 times a power of ten that is not below `step`. `step` must be positive
// and finite.
double nice_step(double step);

// Ticks inside the range, at most about `most` of them: at multiples of a nice step, or on a
// logarithmic axis at powers of ten (where the range is short, between them as well). All labels
// of a linear axis have the same number of decimals, and a true minus sign.
std::vector<Tick> axis_ticks(const Range& range, bool logarithmic, int most);

// The range of the finite values (on a logarithmic axis: of the positive ones) with a little air
// around them; a usable range of width above zero even for no value, or one.
Range padded_range(const std::vector<double>& values, bool logarithmic);

}  // namespace actlab::report
