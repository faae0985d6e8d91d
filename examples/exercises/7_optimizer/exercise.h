// Exercise 7: an optimizer.
//
// Adam keeps two averages for each weight and makes them up for their start at 0:
//
//   m = b1 * m + (1 - b1) * g              v = b2 * v + (1 - b2) * g^2
//   weight -= lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)       t = 1 in the first step
//
// with b1 = 0.9, b2 = 0.999, eps = 1e-8. Write one step for a list of weights. `State` may hold
// whatever you need; a new one is made for each run.
#pragma once

#include <vector>

struct State {
  std::vector<double> m, v;  // empty before the first step
  int steps = 0;
};

void adam_step(std::vector<double>& weights, const std::vector<double>& gradients, double lr,
               State& state);
