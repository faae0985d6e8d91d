#include <actlab/studies/findings/export.h>

#include <doctest/doctest.h>

#include <limits>
#include <sstream>

#include <actlab/core/io/json.h>
#include "tests/studies/contract/store_address.h"

using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::Json;

namespace {

std::vector<Json> exported(SmallStudy& small) {
  std::ostringstream output;
  export_study(small.store, small.study, output);
  std::istringstream lines(output.str());
  std::vector<Json> result;
  for (std::string line; std::getline(lines, line);) {
    result.push_back(actlab::parse_json(line, "export"));
  }
  return result;
}

}  // namespace

TEST_CASE("export: every trial with its result and metrics as a line of JSON") {
  SmallStudy small(2);
  const Lease lease = small.store.claim("w")->lease();
  const Metric diverged{5, "loss", std::numeric_limits<double>::quiet_NaN()};
  CHECK(small.store.record(lease, {&diverged, 1}));
  CHECK(small.store.finish(lease, {.outcome = Outcome::diverged}));
  const std::vector<Json> lines = exported(small);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["study"] == "small");
  CHECK(lines[0]["configuration"]["activations"] == Json({"f0", "f1"}));
  CHECK(lines[1]["outcome"] == "diverged");
  CHECK(lines[1]["reward"] == 0.0);
  CHECK(lines[1]["metrics"][0]["step"] == 5);
  CHECK(lines[1]["metrics"][0]["value"].is_null());
  CHECK(lines[2]["state"] == "waiting");
  CHECK(lines[2]["reward"].is_null());
  CHECK(lines[2]["metrics"].empty());
}

TEST_CASE("export: a trial's configuration states what the trial was trained with") {
  SmallStudy small(0);
  NewTrial trial;
  trial.formula = trial.canonical_hash = "relu";
  trial.configuration = R"({"config": {"activation": "swish", "seed": 7, "max_steps": 2000,
                                       "epochs": 3, "lr": 0.5}, "hopeless_step": 9})";
  trial.seed = 4;
  trial.budget = 20;
  small.store.add_trials(small.study.id, {&trial, 1});
  CHECK(exported(small)[1]["configuration"] == Json::parse(R"({"config": {"activation": "relu",
      "seed": 4, "max_steps": 20, "epochs": null, "lr": 0.5, "data_seed": 7},
      "hopeless_step": 9})"));
}

TEST_CASE("export: the searcher's updates and proposals") {
  SmallStudy small(1);
  Proposal proposal{0, "b(x, x)", small.trials[0]};
  ControllerState state;
  state.baseline = 0.5;
  state.report = "no JSON";
  small.store.advance(small.study.id, state, {&proposal, 1});
  const std::vector<Json> lines = exported(small);
  REQUIRE(lines.size() == 4);
  CHECK(lines[2]["update"] == 0);
  CHECK(lines[2]["baseline"] == 0.5);
  CHECK(lines[2]["report"] == "no JSON");
  CHECK(lines[3]["proposal"] == 0);
  CHECK(lines[3]["tokens"] == "b(x, x)");
  CHECK(lines[3]["trial"] == 0);
}
