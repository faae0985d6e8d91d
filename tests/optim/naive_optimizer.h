// The updates of optim/ once more, in double and one value at a time.
#pragma once

#include <cmath>

#include <actlab/optim/adam.h>
#include <actlab/optim/rmsprop.h>
#include <actlab/optim/sgd.h>

namespace actlab::test {

struct NaiveValue {
  double p = 0.0;
  double m = 0.0;
  double v = 0.0;
  double a = 0.0;
  int t = 0;
};

inline void naive_step(NaiveValue& x, double g, double lr, double wd,
                       const optim::SGDOptions& options) {
  g += wd * x.p;
  x.m = options.momentum * x.m + g;
  x.p -= lr * (options.nesterov ? g + options.momentum * x.m : x.m);
}

inline void naive_step(NaiveValue& x, double g, double lr, double wd,
                       const optim::RMSPropOptions& options) {
  g += wd * x.p;
  if (x.t++ == 0) x.v = options.square_start;
  x.v = options.alpha * x.v + (1.0 - options.alpha) * g * g;
  x.a = options.alpha * x.a + (1.0 - options.alpha) * g;
  const double variance = options.centered ? x.v - x.a * x.a : x.v;
  const double d = options.epsilon_inside ? g / std::sqrt(variance + options.epsilon)
                                          : g / (std::sqrt(variance) + options.epsilon);
  x.m = options.momentum * x.m + (options.rate_inside ? lr * d : d);
  x.p -= options.rate_inside ? x.m : lr * x.m;
}

inline void naive_step(NaiveValue& x, double g, double lr, double wd,
                       const optim::AdamOptions& options) {
  ++x.t;
  if (options.decoupled_weight_decay) {
    x.p -= lr * wd * x.p;
  } else {
    g += wd * x.p;
  }
  x.m = options.beta1 * x.m + (1.0 - options.beta1) * g;
  x.v = options.beta2 * x.v + (1.0 - options.beta2) * g * g;
  const double m = x.m / (1.0 - std::pow(options.beta1, x.t));
  const double v = x.v / (1.0 - std::pow(options.beta2, x.t));
  x.p -= lr * m / (std::sqrt(v) + options.epsilon);
}

}  // namespace actlab::test
