// The checker of exercise 6: batches whose dead units are known.
#include "examples/exercises/6_dead_units/exercise.h"

#include "examples/exercises/check.h"

using namespace actlab;

int main() {
  return exercises::check_answer([](exercises::Check& check) {
    const auto count = [&](const std::vector<std::vector<double>>& z, auto slope, double largest,
                           int expected, const std::string& what) {
      check.equal(dead_units(z, slope, largest), expected, 0.0, what);
    };
    const auto relu = [](double z) { return z > 0.0 ? 1.0 : 0.0; };
    const auto tanh = [](double z) { return 1.0 - std::tanh(z) * std::tanh(z); };
    count({{-1.0, 2.0, -3.0}, {-2.0, -1.0, -0.5}}, relu, 1.0, 2,
          "relu, units below 0 for both examples");
    count({{-1.0, 2.0}, {3.0, -1.0}}, relu, 1.0, 0, "relu, each unit alive for one example");
    count({{9.0, 0.1}, {-9.0, -9.0}}, tanh, 1.0, 1, "tanh, one unit flat on both sides");
    count(
        {{-5.0}, {4.0}}, [](double) { return 1e-4; }, 1e-4, 0, "0.0001 * x never dies");
    count(
        {{0.5}, {1.0}}, [](double z) { return z < 2.0 ? 0.1 : 1000.0; }, 1000.0, 1,
        "flat is meant beside the largest slope");
    count(
        {{0.0}, {-1.0}}, [](double z) { return -(z > 0.0 ? 0.0 : 1.0); }, 1.0, 0,
        "a slope below 0 is a slope");
  });
}
