#include "examples/exercises/7_optimizer/exercise.h"

#include <cmath>

void adam_step(std::vector<double>& weights, const std::vector<double>& gradients, double lr,
               State& state) {
  // your answer
}
