// says: not yet: d_x
#include "examples/exercises/4_batch_norm/exercise.h"

#include <cmath>

std::vector<double> gradient_of_normalise(const std::vector<double>& x, double eps,
                                          const std::vector<double>& d_h) {
  const auto n = static_cast<double>(x.size());
  double mean = 0.0, variance = 0.0, mean_d = 0.0;
  for (const double value : x) mean += value / n;
  for (const double value : x) variance += (value - mean) * (value - mean) / n;
  const double r = 1.0 / std::sqrt(variance + eps);
  for (const double d : d_h) mean_d += d / n;
  std::vector<double> d_x;
  for (const double d : d_h) d_x.push_back(r * (d - mean_d));
  return d_x;
}
