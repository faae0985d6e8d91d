// The checker of exercise 2: values and slopes against double precision, at the ends too.
#include "examples/exercises/2_primitive/exercise.h"

#include <actlab/core/base/error.h>
#include "examples/exercises/check.h"

using namespace actlab;

namespace {

// Within six digits of the right value itself, however small that is.
void check_near(exercises::Check& check, float got, double expected, const std::string& what) {
  check.equal(expected == 0.0 ? static_cast<double>(got) : static_cast<double>(got) / expected,
              expected == 0.0 ? 0.0 : 1.0, 1e-6, what + " over its right value");
}

}  // namespace

int main() {
  return exercises::check_answer([](exercises::Check& check) {
    for (const float x : {0.0f, 1.0f, -1.0f, 10.0f, -10.0f, -20.0f, -80.0f, 50.0f, 100.0f, 1e30f}) {
      const auto exact = static_cast<double>(x);
      const double value = exact > 40.0 ? exact : std::log1p(std::exp(exact));
      check_near(check, softplus(x), value, text("softplus(", x, ")"));
      check_near(check, softplus_slope(x), 1.0 / (1.0 + std::exp(-exact)), text("slope at ", x));
    }
  });
}
