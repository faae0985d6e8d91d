// The checker of exercise 4: against difference quotients, for a wide and a narrow batch.
#include "examples/exercises/4_batch_norm/exercise.h"

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include "examples/exercises/check.h"

using namespace actlab;

namespace {

double loss(const std::vector<double>& x, double eps, const std::vector<double>& d_h) {
  const auto n = static_cast<double>(x.size());
  double mean = 0.0, variance = 0.0, sum = 0.0;
  for (const double value : x) mean += value / n;
  for (const double value : x) variance += (value - mean) * (value - mean) / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += d_h[i] * (x[i] - mean) / std::sqrt(variance + eps);
  }
  return sum;
}

void compare(exercises::Check& check, std::vector<double> x, double eps,
             const std::vector<double>& d_h) {
  const std::vector<double> got = gradient_of_normalise(x, eps, d_h);
  check.expect(got.size() == x.size(), text("one gradient for each of ", x.size(), " values"));
  for (std::size_t i = 0; i < x.size() && got.size() == x.size(); ++i) {
    const double before = x[i], step = 1e-4;
    x[i] = before + step;
    const double above = loss(x, eps, d_h);
    x[i] = before - step;
    const double below = loss(x, eps, d_h);
    x[i] = before;
    check.equal(got[i], (above - below) / (2.0 * step), 1e-6, text("d_x[", i, "], eps ", eps));
  }
}

}  // namespace

int main() {
  return exercises::check_answer([](exercises::Check& check) {
    Random random(4, Purpose::test);
    std::vector<double> x, d_h;
    for (int i = 0; i < 6; ++i) {
      x.push_back(3.0 + 2.0 * static_cast<double>(random.normal()));
      d_h.push_back(static_cast<double>(random.normal()));
    }
    compare(check, x, 1e-5, d_h);
    compare(check, {1.0, 2.0}, 0.25, {1.0, 0.5});
  });
}
