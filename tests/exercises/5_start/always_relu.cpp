// says: not yet: 6 layers of swish
#include "examples/exercises/5_start/exercise.h"

#include <cmath>

double start_deviation(const std::function<double(double)>&, std::int64_t inputs) {
  return std::sqrt(2.0 / static_cast<double>(inputs));
}
