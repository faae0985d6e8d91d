// says: All of it is right
#include "examples/exercises/5_start/exercise.h"

#include <cmath>

double start_deviation(const std::function<double(double)>& f, std::int64_t inputs) {
  double square = 0.0;
  for (double z = -8.0; z < 8.0; z += 0.001) {
    const double weight = 0.001 * std::exp(-z * z / 2.0) / std::sqrt(2.0 * 3.141592653589793);
    square += weight * f(z) * f(z);
  }
  return 1.0 / std::sqrt(square * static_cast<double>(inputs));
}
