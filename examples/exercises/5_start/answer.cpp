#include "examples/exercises/5_start/exercise.h"

#include <cmath>

double start_deviation(const std::function<double(double)>& f, std::int64_t inputs) {
  return 1.0;  // your answer
}
