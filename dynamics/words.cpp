#include <actlab/dynamics/words.h>

#include <cmath>

#include <actlab/core/base/formatted.h>

namespace actlab::dynamics {
std::string percent(double share) {
  const double value = 100.0 * share;
  return formatted(value != 0.0 && std::abs(value) < 1.0 ? "%.1g %%" : "%.0f %%", value);
}

std::string short_number(double value) { return formatted("%.3g", value); }

std::string fraction(double ratio) {
  return ratio >= 0.5 ? formatted("%.2g", ratio) : "1/" + formatted("%.2g", 1.0 / ratio);
}

}  // namespace actlab::dynamics
