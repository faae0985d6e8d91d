// says: not yet: 0.0001 . x never dies
#include "examples/exercises/6_dead_units/exercise.h"

#include <cmath>

int dead_units(const std::vector<std::vector<double>>& z,
               const std::function<double(double)>& slope, double largest_slope) {
  int dead = 0;
  for (std::size_t unit = 0; unit < z[0].size(); ++unit) {
    bool flat = true;
    for (const auto& example : z) {
      flat = flat && (largest_slope >= 0.0 && std::abs(slope(example[unit])) < 1e-3);
    }
    if (flat) ++dead;
  }
  return dead;
}
