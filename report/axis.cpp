#include <actlab/report/axis.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/formatted.h>

namespace actlab::report {
namespace {

// The typographic minus is as wide as a digit, so that labels left and right of zero line up.
std::string with_true_minus(std::string label) {
  if (!label.empty() && label[0] == '-') label.replace(0, 1, "\u2212");
  return label;
}

std::vector<Tick> linear_ticks(const Range& range, int most) {
  const double step = nice_step((range.high - range.low) / most);
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  std::vector<Tick> ticks;
  // Half a millionth of a step lets a tick stand on an end that rounding put just inside.
  const double first = std::ceil(range.low / step - 5e-7);
  const double last = std::floor(range.high / step + 5e-7);
  for (double index = first; index <= last && ticks.size() < 100; index += 1.0) {
    const double value = index == 0.0 ? 0.0 : index * step;  // never "-0"
    const bool plain = decimals <= 5 && largest < 1e6;
    ticks.push_back({value, with_true_minus(plain ? formatted("%.*f", decimals, value)
                                                  : compact_number(value, 4))});
  }
  return ticks;
}

std::vector<Tick> logarithmic_ticks(const Range& range, int most) {
  const double low = std::log10(range.low);
  const double high = std::log10(range.high);
  const int stride = std::max(1, static_cast<int>(std::ceil((high - low) / most)));
  if (high - low < 0.5) return linear_ticks(range, most);
  std::vector<double> multiples = {1.0};
  if (high - low < 2.0) multiples = {1.0, 2.0, 5.0};
  if (high - low < 1.0) multiples = {1.0, 2.0, 3.0, 4.0, 5.0, 7.0};
  std::vector<Tick> ticks;
  for (int decade = static_cast<int>(std::floor(low)); decade <= high; ++decade) {
    if (decade % stride != 0) continue;
    for (const double multiple : multiples) {
      const double value = multiple * std::pow(10.0, decade);
      const bool inside = value >= range.low * (1 - 1e-9) && value <= range.high * (1 + 1e-9);
      if (inside) ticks.push_back({value, compact_number(value, 3)});
    }
  }
  return ticks;
}

}  // namespace

std::string compact_number(double value, int digits) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::string number = formatted("%.*g", digits, value == 0.0 ? 0.0 : value);
  const std::size_t exponent = number.find('e');
  if (exponent == std::string::npos) return number;
  std::size_t digit = exponent + 2;  // "e+07" becomes "e7", "e-07" becomes "e-7"
  while (digit + 1 < number.size() && number[digit] == '0') ++digit;
  return number.substr(0, exponent + 1) + (number[exponent + 1] == '-' ? "-" : "") +
         number.substr(digit);
}

double nice_step(double step) {
  const double power = std::pow(10.0, std::floor(std::log10(step)));
  for (const double multiple : {1.0, 2.0, 5.0}) {
    if (multiple * power >= step * (1 - 1e-9)) return multiple * power;
  }
  return 10.0 * power;
}

std::vector<Tick> axis_ticks(const Range& range, bool logarithmic, int most) {
  return logarithmic ? logarithmic_ticks(range, most) : linear_ticks(range, most);
}

Range padded_range(const std::vector<double>& values, bool logarithmic) {
  bool found = false;
  Range range;
  for (const double value : values) {
    if (!std::isfinite(value) || (logarithmic && value <= 0.0)) continue;
    range.low = found ? std::min(range.low, value) : value;
    range.high = found ? std::max(range.high, value) : value;
    found = true;
  }
  if (!found) return logarithmic ? Range{0.1, 10.0} : Range{0.0, 1.0};
  if (logarithmic) {
    const double factor = std::max(1.05, std::pow(range.high / range.low, 0.04));
    return {range.low / factor, range.high * factor};
  }
  const double width = range.high - range.low;
  const double size = std::max(std::abs(range.low), std::abs(range.high));
  // A constant curve is drawn in the middle; a width below rounding is no range to put ticks on.
  const double air = width > 1e-9 * size ? 0.04 * width : (size > 0.0 ? 0.5 * size : 0.5);
  return {range.low - air, range.high + air};
}

}  // namespace actlab::report
