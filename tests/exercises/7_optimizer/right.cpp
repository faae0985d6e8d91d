// says: All of it is right
#include "examples/exercises/7_optimizer/exercise.h"

#include <cmath>

void adam_step(std::vector<double>& weights, const std::vector<double>& gradients, double lr,
               State& state) {
  state.m.resize(weights.size());
  state.v.resize(weights.size());
  ++state.steps;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double g = gradients[i];
    state.m[i] = 0.9 * state.m[i] + 0.1 * g;
    state.v[i] = 0.999 * state.v[i] + 0.001 * g * g;
    const double m = state.m[i] / (1.0 - std::pow(0.9, state.steps));
    const double v = state.v[i] / (1.0 - std::pow(0.999, state.steps));
    weights[i] -= lr * m / (std::sqrt(v) + 1e-8);
  }
}
