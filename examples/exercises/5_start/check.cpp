// The checker of exercise 5: six layers of 400 units, started so.
#include "examples/exercises/5_start/exercise.h"

#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include "examples/exercises/check.h"

using namespace actlab;

namespace {

constexpr int kWidth = 400, kLayers = 6;

// The mean square of z in the last layer over that in the first, over a few inputs and draws.
double growth(const std::function<double(double)>& f) {
  const double deviation = start_deviation(f, kWidth);
  double first = 0.0, last = 0.0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Random random(seed, Purpose::test);
    std::vector<double> z(kWidth), next(kWidth);
    for (double& value : z) value = static_cast<double>(random.normal());
    for (const double value : z) first += value * value;
    for (int layer = 0; layer < kLayers; ++layer) {
      for (double& value : z) value = f(value);
      for (double& sum : next) {
        sum = 0.0;
        for (const double value : z)
          sum += deviation * static_cast<double>(random.normal()) * value;
      }
      z.swap(next);
    }
    for (const double value : z) last += value * value;
  }
  return last / first;
}

}  // namespace

int main() {
  return exercises::check_answer([](exercises::Check& check) {
    const auto relu = [](double z) { return z > 0.0 ? z : 0.0; };
    const auto swish = [](double z) { return z / (1.0 + std::exp(-z)); };
    const auto two_tanh = [](double z) { return 2.0 * std::tanh(z); };
    check.equal(start_deviation(relu, 50), std::sqrt(2.0 / 50.0), 1e-3, "relu, 50 inputs");
    check.equal(start_deviation(relu, 5000), std::sqrt(2.0 / 5000.0), 1e-4, "relu, 5000 inputs");
    const auto keeps = [&](const std::function<double(double)>& f, const std::string& name) {
      const double factor = growth(f);
      check.expect(factor > 0.5 && factor < 2.0,
                   text("6 layers of ", name, " change the mean square by ", factor));
    };
    keeps(swish, "swish");
    keeps(two_tanh, "2 * tanh(z)");
    keeps([](double z) { return std::sin(z); }, "sin(z)");
  });
}
