#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/experiments/swap.h>
#include <actlab/tasks/regression.h>
#include <actlab/training/setup.h>
#include "tests/dynamics/experiments/points_run.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::dynamics;

namespace {

struct PointsRun : test::PointsRun {
  explicit PointsRun(const std::string& activation) : test::PointsRun(config_of(activation)) {}
  static tasks::PointsConfig config_of(const std::string& activation) {
    tasks::PointsConfig config = test::small_points(activation);
    config.max_steps = 40;
    return config;
  }
};

training::Checkpoint after_ten_steps(const std::string& activation) {
  PointsRun run(activation);
  for (int i = 0; i < 10; ++i) run.loop->step();
  training::Checkpoint checkpoint;
  run.loop->save(checkpoint);
  return checkpoint;
}

AfterSwap made_up(const std::string& name, double at_once, std::vector<double> losses) {
  return {name, at_once, std::move(losses), false};
}

}  // namespace

TEST_CASE("A swap to the same function is the run itself, bit for bit") {
  PointsRun whole("swish"), grafted("swish");
  for (int i = 0; i < 10; ++i) whole.loop->step();
  graft(*grafted.loop, after_ten_steps("swish"));
  CHECK(grafted.loop->steps_done() == 10);
  CHECK(go_on(*grafted.loop, "swish", 30).losses == go_on(*whole.loop, "swish", 30).losses);
}

TEST_CASE("Another function gets the weights and moments, and its own parameters") {
  const training::Checkpoint checkpoint = after_ten_steps("relu");
  PointsRun run("swish");
  graft(*run.loop, checkpoint);
  const NamedTensors given = checkpoint.model_tensors();
  for (const NamedParameter& p : run.task->model().parameters()) {
    CAPTURE(p.name);
    if (p.name.ends_with("beta")) {
      CHECK(p.tensor.values()[0] == 1.0f);
    } else {
      CHECK(std::ranges::equal(p.tensor.values(), given.at(p.name).values()));
    }
  }
  const AfterSwap after = go_on(*run.loop, "swish", 5);
  CHECK(after.losses.size() == 5);
  CHECK(run.loop->steps_done() == 15);
}

TEST_CASE("Recovery is the first step at which the means meet") {
  const AfterSwap without = made_up("a", 1.0, {1.0, 1.0, 1.0, 1.0, 1.0});
  CHECK(recovery(without, made_up("b", 4.0, {4.0, 2.0, 1.0, 1.0, 0.5}), 2) == 4);
  CHECK(recovery(without, made_up("b", 4.0, {4.0, 3.0, 2.0, 2.0, 2.0}), 2) == -1);
  CHECK(recovery(without, made_up("b", 4.0, {}), 2) == -1);
  AfterSwap ends = made_up("b", 4.0, {4.0, 3.0});
  ends.diverges = true;
  CHECK(swap_finding(without, ends) ==
        "From a to b: at once the loss of the same examples goes from 1.000 to 4.000; the run "
        "with the swap diverges after 2 steps.");
}

TEST_CASE("A run that never leaves is back after 0 steps, however short it is") {
  const AfterSwap without = made_up("a", 1.0, {1.0, 1.0, 1.0, 1.0, 1.0});
  for (const std::size_t window : {1u, 2u, 20u}) CHECK(recovery(without, without, window) == 0);
  CHECK(recovery(without, made_up("b", 1.0, {1.0, 1.0, 3.0, 1.0, 1.0}), 2) == 5);
  CHECK(recovery(without, made_up("b", 2.0, {1.0, 1.0, 1.0, 1.0, 1.0})) == 1);
  CHECK(
      swap_finding(without, made_up("b", 1.0, {1.0, 1.0, 1.0, 1.0, 1.0})) ==
      "From a to b: at once the loss of the same examples goes from 1.000 to 1.000; in 5 steps it "
      "never leaves where a would have brought it.");
}

TEST_CASE("A run that diverges is said to, with the swap or without") {
  const double nan = std::nan("");
  AfterSwap bad = made_up("log", nan, {}), late = made_up("a", 1.0, {1.0, 1.0});
  bad.diverges = late.diverges = true;
  CHECK(
      swap_finding(bad, made_up("b", 0.5, {0.5, 0.4})) ==
      "From log to b: the loss of the same examples is not finite without the swap and 0.500 with "
      "the swap; the run without the swap diverges after 0 steps.");
  CHECK(
      swap_finding(made_up("a", 1.0, {1.0}), bad) ==
      "From a to log: the loss of the same examples is 1.000 without the swap and not finite with "
      "the swap; the run with the swap diverges after 0 steps.");
  CHECK(swap_finding(late, made_up("b", 1.0, {1.0, 1.0, 1.0})) ==
        "From a to b: at once the loss of the same examples goes from 1.000 to 1.000; the run "
        "without "
        "the swap diverges after 2 steps.");
  AfterSwap back = made_up("b", 2.0, {2.0, 1.0});
  back.diverges = true;
  const std::string both = swap_finding(made_up("a", 1.0, {2.0, 2.0, 2.0}), back);
  CHECK(both.find("after 1 step the run is where a would have brought it; the run with the swap "
                  "diverges after 2 steps.") != std::string::npos);
}

TEST_CASE("A checkpoint of another task is refused") {
  tasks::RegressionConfig config;
  tasks::Regression task(config);
  const auto optimizer = training::make_optimizer(config, task.model());
  training::Loop loop = training::make_loop(config, task, *optimizer);
  CHECK(test::error_text([&] { graft(loop, after_ten_steps("relu")); }) ==
        "[swap] the checkpoint is of the task points, not of regression");
}
