// ./run plot --study: the trials of a study as curves.
#include <doctest/doctest.h>

#include <string>

#include <actlab/studies/store/store.h>
#include "tests/examples/program_run.h"
#include "tests/examples/studies/small_study.h"

using namespace actlab;
using namespace actlab::test;

namespace {

// Two activations with two seeds each; the last trial is still running.
void make_grid(const std::string& path) {
  auto store = studies::TrialStore::open(path);
  const studies::Study study = store.create_study("duel", "grid", "{}");
  for (const char* formula : {"relu", "swish"}) {
    for (const std::int64_t seed : {1, 2}) {
      studies::NewTrial trial;
      trial.formula = trial.canonical_hash = formula;
      trial.configuration = R"({"config": {"model": "resnet8", "activation": "other"}})";
      trial.seed = seed;
      trial.budget = 20;
      store.add_trials(study.id, {&trial, 1});
      const auto claimed = store.claim("w");
      REQUIRE(claimed);
      const double loss = 1.0 / static_cast<double>(seed);
      const std::vector<studies::Metric> metrics = {{10, "train_loss", 2.0},
                                                    {20, "train_loss", loss}};
      store.record(claimed->lease(), metrics);
      if (trial.formula == "swish" && seed == 2) continue;
      store.finish(claimed->lease(), {.reward = 0.5});
    }
  }
}

}  // namespace

TEST_CASE("plot: the trials of a study are bands of their seeds") {
  const Folder folder;
  make_grid(folder / "s.db");
  const std::string store = " --store " + folder / "s.db" + " --output " + folder / "c.svg";
  REQUIRE(run("plot --study duel" + store).code == 0);
  const std::string svg = read(folder / "c.svg");
  for (const char* part : {">relu (2 seeds)<", ">swish (2 seeds)<", ">step<", ">train loss<",
                           "Ring: a run that has not ended."}) {
    CHECK_MESSAGE(svg.find(part) != std::string::npos, part);
  }
  const Run unknown = run("plot --study dual" + store);
  CHECK(unknown.code == 2);
  CHECK(contains(unknown, "duel"));
}

TEST_CASE("plot: a study whose trials have written nothing is refused") {
  const Folder folder;
  make_study(folder / "s.db", folder / "s.jsonl");
  const Run empty = run("plot --study small --store " + folder / "s.db");
  CHECK(empty.code == 2);
  CHECK(contains(empty, "no trial of 'small' has written anything down yet"));
}
