#include "examples/exercises/2_primitive/exercise.h"

#include <cmath>

float softplus(float x) {
  return x;  // your answer
}

float softplus_slope(float x) {
  return x;  // your answer
}
