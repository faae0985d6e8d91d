#include "examples/exercises/4_batch_norm/exercise.h"

#include <cmath>

std::vector<double> gradient_of_normalise(const std::vector<double>& x, double eps,
                                          const std::vector<double>& d_h) {
  return d_h;  // your answer
}
