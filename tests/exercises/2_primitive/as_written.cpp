// says: not yet: softplus\(100\)
#include "examples/exercises/2_primitive/exercise.h"

#include <cmath>

float softplus(float x) { return std::log(1.0f + std::exp(x)); }
float softplus_slope(float x) {
  return x > 0.0f ? 1.0f / (1.0f + std::exp(-x)) : std::exp(x) / (1.0f + std::exp(x));
}
