// The checker of exercise 8: relu and the answer from the same four seeds.
#include "examples/exercises/8_formula/exercise.h"

#include <actlab/core/base/error.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/training/setup.h>
#include "examples/exercises/check.h"

using namespace actlab;

namespace {

// The share of held-out points that are classified rightly, a mean over seeds.
double accuracy(const std::string& activation) {
  constexpr std::int64_t kSeeds = 4;
  double sum = 0.0;
  for (std::int64_t seed = 0; seed < kSeeds; ++seed) {
    tasks::PointsConfig config;
    config.activation = activation;
    config.of_model.set("width", 8);
    config.epochs = 40;
    config.seed = seed;
    training::check(config);
    tasks::PointsClassification task(config);
    const auto optimizer = training::make_optimizer(config, task.model());
    training::make_loop(config, task, *optimizer).run();
    const training::Measures measures = task.evaluate(training::Part::test);
    for (const auto& [name, value] : measures) {
      if (name == task.goal().measure) sum += value / kSeeds;
    }
  }
  return sum;
}

}  // namespace

int main() {
  return exercises::check_answer([](exercises::Check& check) {
    const double relu = accuracy("relu"), own = accuracy(better_formula());
    std::printf("relu: %.1f %%; %s: %.1f %%\n", 100.0 * relu, better_formula().c_str(),
                100.0 * own);
    check.expect(own >= relu + 0.05, "better than relu by at least five points of a hundred");
  });
}
