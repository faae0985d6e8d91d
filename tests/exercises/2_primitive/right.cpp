// says: All of it is right
#include "examples/exercises/2_primitive/exercise.h"

#include <algorithm>
#include <cmath>

float softplus(float x) { return std::max(x, 0.0f) + std::log1p(std::exp(-std::abs(x))); }
float softplus_slope(float x) {
  return x > 0.0f ? 1.0f / (1.0f + std::exp(-x)) : std::exp(x) / (1.0f + std::exp(x));
}
