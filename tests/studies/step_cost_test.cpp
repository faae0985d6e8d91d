// Costs of updates and of sweeps, by a clock that the test moves.
#include <actlab/studies/findings/step_cost.h>

#include <doctest/doctest.h>

#include <actlab/studies/findings/sweep_cost.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/table.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::error_text;
using doctest::Approx;
using Seconds = std::vector<std::vector<double>>;

namespace {

// A clock that stands still but where actions move it.
struct HandClock {
  double time = 5.0;
  Clock reads() {
    return [this] { return time; };
  }
  // Takes so long each time; the last number counts for all further times.
  std::function<void()> action(std::vector<double> seconds) {
    return [this, seconds, call = std::size_t{0}]() mutable {
      time += seconds[std::min(call++, seconds.size() - 1)];
    };
  }
};

RateSweep small_sweep() {
  RateSweep sweep{{.child = {tasks::ImageClassificationConfig()},
                   .activations = {"swish", "relu", "gelu"},
                   .models = {"resnet8"},
                   .data = {"shapes"},
                   .seeds = 3,
                   .steps = 100},
                  {0.1, 0.03}};
  sweep.grid.child.config->batch_size = 4;
  sweep.grid.child.config->validation = 100;
  return sweep;
}

}  // namespace

TEST_CASE("turns: a cold first step does not count, and neither does a slow second one") {
  HandClock clock;
  const auto seconds =
      timed_in_turns({clock.action({9.0, 3.0, 0.1, 0.2}), clock.action({1.0})}, clock.reads(),
                     {.warm_up = 2, .fewest = 1, .most = 3, .seconds = 1e9});
  REQUIRE(seconds.size() == 2);
  REQUIRE(seconds[0].size() == 3);
  CHECK(seconds[0][0] == Approx(0.1));
  CHECK(seconds[0][2] == Approx(0.2));
  CHECK(seconds[1][1] == Approx(1.0));
}

TEST_CASE("turns: the time is bounded, and the fewest turns are taken whatever they cost") {
  HandClock clock;
  const TurnRules rules{.warm_up = 1, .fewest = 2, .most = 100, .seconds = 10.0};
  CHECK(timed_in_turns({clock.action({1.0})}, clock.reads(), rules)[0].size() == 9);
  CHECK(timed_in_turns({clock.action({60.0})}, clock.reads(), rules)[0].size() == 2);
  CHECK(timed_in_turns({clock.action({0.01})}, clock.reads(), rules)[0].size() == 100);
  CHECK(contains(error_text([&] {
                   timed_in_turns({}, clock.reads(), {1, 5, 4, 1.0});
                 }),
                 "[turns] from 1 turn and at least the fewest are needed, got 5 to 4 after 1"));
}

TEST_CASE("step cost: medians in proportion to the items, and ratios turn by turn") {
  const StepCosts costs{{"relu", "swish"}, {{1.0, 2.0, 9.0}, {1.5, 3.0, 9.0}}, 32, 128};
  CHECK(costs.turns() == 3);
  CHECK(costs.median_seconds(0) == 8.0);
  CHECK(costs.median_seconds(1) == 12.0);
  CHECK(costs.ratios(1) == std::vector<double>{1.5, 1.5, 1.0});
}

TEST_CASE("step cost: as many items as the time allows") {
  const TurnRules rules{.warm_up = 2, .fewest = 3, .most = 9, .seconds = 20.0};
  CHECK(batch_in_time(128, 2, 0.01, rules) == 128);
  CHECK(batch_in_time(128, 2, 0.5, rules) == 16);  // 5 turns of 4 s, 0.25 s an item
  CHECK(batch_in_time(128, 2, 60.0, rules) == 2);
  CHECK(batch_in_time(128, 2, 0.0, rules) == 128);
}

TEST_CASE("sweep cost: trainings of both stages, each of all its steps") {
  double time = 0.0;
  const Clock each_call = [&] { return time += 0.5; };  // so that every turn takes half a second
  const auto costs = sweep_cost(small_sweep(), tasks::table(), "", each_call, {1, 2, 2, 1e9});
  REQUIRE(costs.size() == 1);
  CHECK(costs[0].model == "resnet8");
  CHECK(costs[0].trainings == 3 * (2 + 3 - 1));
  CHECK(costs[0].timed.activations.front() == "relu");
  CHECK(costs[0].timed.batch == 4);
  CHECK(costs[0].timed.turns() == 2);
  CHECK(costs[0].timed.median_seconds(0) == Approx(0.5));
  CHECK(costs[0].least_hours() == Approx(12.0 * 100.0 * 0.5 / 3600.0));
  CHECK(costs[0].most_hours() == costs[0].least_hours());
}

TEST_CASE("sweep cost: the costlier activation gives the upper end") {
  const NetworkCost cost{
      "cifar10", "resnet20", 60, 2000, {{"relu", "elish"}, {{0.1}, {0.2}}, 8, 8}};
  CHECK(cost.least_hours() == Approx(60.0 * 2000.0 * 0.1 / 3600.0));
  CHECK(cost.most_hours() == Approx(2.0 * cost.least_hours()));
}

TEST_CASE("sweep cost: data is looked for where the command says") {
  RateSweep sweep = small_sweep();
  sweep.grid.data = {"cifar10"};
  CHECK(contains(
      error_text([&] { sweep_cost(sweep, tasks::table(), "/nowhere/at/all", steady_clock()); }),
      "/nowhere/at/all"));
}
