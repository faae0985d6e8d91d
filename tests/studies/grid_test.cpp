#include <actlab/studies/findings/grid_results.h>
#include <actlab/studies/running/grid.h>

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include <actlab/tasks/image_classification_config.h>
#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::usage_error_text;

namespace {

Grid small_grid() {
  Grid grid{.child = {tasks::ImageClassificationConfig()},
            .activations = {"relu", "x * sigmoid(x)"},
            .models = {"resnet8", "resnet20"},
            .data = {"shapes"},
            .seeds = 2,
            .steps = 10};
  grid.child.config->validation = 100;
  grid.child.config->evaluate = false;
  return grid;
}

}  // namespace

TEST_CASE("grid: one trial a cell and a larger grid adds what is missing") {
  TrialStore store = TrialStore::open(studies::test::new_store_address());
  Grid grid = small_grid();
  const Study study = open_grid(store, "g", grid);
  CHECK(study.kind == "grid");
  CHECK(store.trials(study.id).size() == 8);
  CHECK(open_grid(store, "g", grid).id == study.id);
  CHECK(store.trials(study.id).size() == 8);
  grid.seeds = 3;
  grid.activations.push_back("tanh");
  open_grid(store, "g", grid);
  const std::vector<Trial> trials = store.trials(study.id);
  CHECK(trials.size() == 18);
  CHECK(trials[0].formula == "relu");
  CHECK(trials[1].formula == "x * sigmoid(x)");
  CHECK(trials[1].seed == 0);
  CHECK(trials[2].seed == 1);
}

TEST_CASE("grid: rows gather the seeds of a cell") {
  TrialStore store = TrialStore::open(studies::test::new_store_address());
  Grid grid = small_grid();
  grid.child.config->evaluate = true;
  const Study study = open_grid(store, "g", grid);
  for (int i = 0; i < 6; ++i) {
    const Trial trial = store.claim("w").value();
    const Metric test{10, "test_accuracy", 0.25};
    if (i == 1) {
      store.finish(trial.lease(), {.outcome = Outcome::diverged});
      continue;
    }
    if (i == 5) {
      store.fail(trial.lease(), "no", {.attempts = 1});
      continue;
    }
    store.record(trial.lease(), {&test, 1});
    store.finish(trial.lease(), {.reward = 0.5});
  }
  const std::vector<GridRow> rows = grid_rows(read_study(store, study));
  REQUIRE(rows.size() == 4);
  CHECK(values_of(rows[0], false) == std::vector<double>{0.5, 0.5});
  CHECK(values_of(rows[0], true) == std::vector<double>{0.25, 0.25});
  CHECK(values_of(rows[1], false) == std::vector<double>{0.0, 0.5});
  CHECK(values_of(rows[1], true) == std::vector<double>{0.0, 0.25});
  CHECK(rows[1].cells[0].diverged);
  CHECK(rows[2].model == "resnet20");
  CHECK(rows[2].open == 1);
  CHECK(rows[3].failed == 1);
}

TEST_CASE("grid: what the rewards are of is told by their values") {
  const auto first_row = [](double reward) {
    TrialStore store = TrialStore::open(studies::test::new_store_address());
    const Study study = open_grid(store, "g", small_grid());
    const Trial trial = store.claim("w").value();
    const Metric metrics[] = {{10, "validation_bleu", 31.5},
                              {10, "validation_loss", 2.0},
                              {10, "validation_perplexity", 7.0}};
    store.record(trial.lease(), metrics);
    store.finish(trial.lease(), {.reward = reward});
    return grid_rows(read_study(store, study)).front();
  };
  CHECK(first_row(31.5).measure == "bleu");
  CHECK_FALSE(first_row(31.5).of_error);
  CHECK(first_row(0.125).measure == "perplexity");
  CHECK(first_row(0.125).of_error);
}

TEST_CASE("grid: trainings of other steps or settings are rows of their own") {
  TrialStore store = TrialStore::open(studies::test::new_store_address());
  Grid grid = small_grid();
  grid.activations = {"relu"};
  grid.models = {"resnet8"};
  const Study study = open_grid(store, "g", grid);
  Grid longer = grid, faster = grid;
  longer.steps = 20;
  faster.child.config->lr = 0.3F;
  open_grid(store, "g", longer);
  open_grid(store, "g", faster);
  CHECK(store.trials(study.id).size() == 6);
  while (const auto trial = store.claim("w")) store.finish(trial->lease(), {.reward = 0.5});
  const std::vector<GridRow> rows = grid_rows(read_study(store, study));
  REQUIRE(rows.size() == 3);
  for (const GridRow& row : rows) CHECK(row.cells.size() == 2);
  CHECK(grid_groups(rows).size() == 3);
  CHECK(rows[1].steps == 20);
  CHECK(contains(rows[0].setting, "lr 0."));
  CHECK(rows[0].setting != rows[2].setting);
  CHECK(is_trained_like(rows[2], faster));
  CHECK(!is_trained_like(rows[2], grid));
}

TEST_CASE("grid: mistakes are refused before anything is stored") {
  TrialStore store = TrialStore::open(studies::test::new_store_address());
  const auto refused = [&](const auto& change) {
    Grid grid = small_grid();
    change(grid);
    return usage_error_text([&] { open_grid(store, "g", grid); });
  };
  CHECK(contains(refused([](Grid& grid) { grid.activations = {"swoosh"}; }), "swoosh"));
  CHECK(contains(refused([](Grid& grid) { grid.models = {"resnet21x"}; }), "resnet21x"));
  CHECK(contains(refused([](Grid& grid) { grid.child.config->batch_size = 0; }), "--batch-size"));
  CHECK(refused([](Grid& grid) { grid.seeds = 0; }) ==
        "[grid] --seeds must be from 1 to 10000, got 0");
  CHECK(contains(refused([](Grid& grid) { grid.first_seed = -1; }), "between 0 and"));
  CHECK(contains(refused([](Grid& grid) { grid.first_seed = kLargestSeed; }), "between 0 and"));
  CHECK(contains(refused([](Grid& grid) { grid.activations = {"0.5"}; }), "0.5"));
  CHECK(refused([](Grid& grid) { grid.steps = 0; }) == "[grid] steps must be at least 1, got 0");
  CHECK(refused([](Grid& grid) { grid.activations = {}; }) == "[grid] there is nothing to compare");
  CHECK(store.studies().empty());
  store.create_study("g", "search", "{}");
  CHECK(contains(refused([](Grid&) {}), "is a search and no grid: choose another --name"));
}

TEST_CASE("grid: a name that means another function than when the study was made is refused") {
  TrialStore store = TrialStore::open(studies::test::new_store_address());
  store.create_study("g", "grid", "{\"functions\": {\"relu\": \"min(x, 0)\"}}");
  CHECK(usage_error_text([&] { open_grid(store, "g", small_grid()); }) ==
        "[grid] 'relu' was \"min(x, 0)\" when the study 'g' was made, and is \"max(x, 0)\" now: "
        "choose another --name");
}

TEST_CASE("grid: of several that start at one moment one makes the study, the others find it") {
  for (int round = 0; round < 5; ++round) {
    const std::string address = studies::test::new_store_address();
    TrialStore::open(address);
    std::barrier start(4);
    std::atomic<int> together = 0;
    std::vector<std::thread> grids;
    for (int i = 0; i < 4; ++i) {
      grids.emplace_back([&] {
        TrialStore store = TrialStore::open(address);
        start.arrive_and_wait();
        const Study study = open_grid(store, "g", small_grid());
        together += study.id == 1 && store.trials(study.id).size() == 8;
      });
    }
    for (std::thread& grid : grids) grid.join();
    CHECK(together == 4);
  }
}

TEST_CASE("grid: each trial says which function it is of, also one that was added later") {
  TrialStore store = TrialStore::open(studies::test::new_store_address());
  const Study study = open_grid(store, "g", small_grid());
  const std::vector<Trial> trials = store.trials(study.id);
  CHECK(contains(trials[0].configuration, "\"function\":\"max(x, 0)\""));  // relu's
  CHECK(!contains(trials[1].configuration, "\"function\""));  // a formula stands for itself
  NewTrial other = trials[0];
  other.formula = other.canonical_hash = "gelu";
  store.add_trials(study.id, {&other, 1});
  Grid later = small_grid();
  later.activations = {"gelu"};
  CHECK(contains(usage_error_text([&] { open_grid(store, "g", later); }),
                 "[grid] 'gelu' was \"max(x, 0)\" when the study 'g' was made, and is \""));
  CHECK(open_grid(store, "g", small_grid()).id == study.id);
}
