#include <actlab/core/formula/analysis/special_points.h>

#include <cmath>

namespace actlab::formula {

double lowest_inside(double low, double high, const RealFunction& value) {
  const double golden = 0.5 * (std::sqrt(5.0) - 1.0);
  double a = high - golden * (high - low);
  double b = low + golden * (high - low);
  double value_a = value(a);
  double value_b = value(b);
  for (int i = 0; i < 120 && high - low > 1e-15; ++i) {
    if (value_a <= value_b) {
      high = b;
      b = a;
      value_b = value_a;
      a = high - golden * (high - low);
      value_a = value(a);
    } else {
      low = a;
      a = b;
      value_a = value_b;
      b = low + golden * (high - low);
      value_b = value(b);
    }
  }
  return 0.5 * (low + high);
}

double rounded(double x) {
  const double few = std::round(x * 1e6) / 1e6;
  return std::abs(few - x) < 1e-7 ? few + 0.0 : x;
}

}  // namespace actlab::formula
