// The checker of exercise 7: beside the Adam of this library, step by step.
#include "examples/exercises/7_optimizer/exercise.h"

#include <actlab/core/base/error.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/optim/adam.h>
#include "examples/exercises/check.h"

using namespace actlab;

int main() {
  return exercises::check_answer([](exercises::Check& check) {
    // The loss is sum of w^4 / 4, whose gradient is w^3.
    Tensor parameter = Tensor::from({3}, {1.0f, -2.0f, 0.01f});
    parameter.set_requires_gradient(true);
    optim::Adam adam({{"weights", {{.name = "w", .tensor = parameter}}}}, {});
    std::vector<double> weights = {1.0, -2.0, 0.01};
    State state;
    for (int step = 1; step <= 20; ++step) {
      const Tensor squares = multiply(parameter, parameter);
      backward(multiply(sum(multiply(squares, squares)), 0.25f));
      adam.step(0.05);
      adam.clear_gradients();
      std::vector<double> gradients;
      for (const double w : weights) gradients.push_back(w * w * w);
      adam_step(weights, gradients, 0.05, state);
      if (step > 3 && step < 20) continue;
      for (std::size_t i = 0; i < weights.size(); ++i) {
        check.equal(weights[i], static_cast<double>(parameter.values()[i]), 2e-5,
                    text("weight ", i, " after step ", step));
      }
    }
  });
}
