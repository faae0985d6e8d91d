#include "examples/exercises/1_derivative/exercise.h"

#include <cmath>

double slope_of_swish(double x) {
  return x;  // your answer
}
