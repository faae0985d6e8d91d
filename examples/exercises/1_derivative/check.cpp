// The checker of exercise 1: against difference quotients, and at both ends.
#include "examples/exercises/1_derivative/exercise.h"

#include <actlab/core/base/error.h>
#include "examples/exercises/check.h"

using namespace actlab;

int main() {
  return exercises::check_answer([](exercises::Check& check) {
    const auto swish = [](double x) { return x / (1.0 + std::exp(-x)); };
    for (const double x : {0.0, 1.0, -1.0, 2.5, -3.0, 6.0}) {
      const double h = 1e-5;
      const double quotient = (swish(x + h) - swish(x - h)) / (2.0 * h);
      check.equal(slope_of_swish(x), quotient, 1e-8, text("f'(", x, ")"));
    }
    check.equal(slope_of_swish(-800.0), 0.0, 1e-8,
                "far to the left the function is flat: f'(-800)");
    check.equal(slope_of_swish(800.0), 1.0, 1e-8, "far to the right it is the identity: f'(800)");
  });
}
