#include <actlab/studies/findings/trials_csv.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <sstream>

#include <actlab/studies/findings/csv_field.h>
#include <actlab/studies/running/grid.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/table.h>
#include "tests/studies/contract/store_address.h"

using namespace actlab;
using namespace actlab::studies;
using namespace actlab::studies::test;

namespace {

std::vector<std::string> lines_of(TrialStore& store, const Study& study) {
  std::ostringstream output;
  export_csv(store, study, output, tasks::table());
  std::istringstream input(output.str());
  std::vector<std::string> lines;
  for (std::string line; std::getline(input, line);) lines.push_back(line);
  return lines;
}

std::ptrdiff_t cells_in(const std::string& line) {
  bool quoted = false;
  return 1 + std::ranges::count_if(line, [&](char c) {
           quoted = quoted != (c == '"');
           return c == ',' && !quoted;
         });
}

Grid two_trials() {
  TrainingTrialSpec child{tasks::ImageClassificationConfig()};
  child.config->validation = 100;
  return {.child = std::move(child),
          .activations = {"relu", "max(x, 0.1 * x)"},
          .models = {"resnet8"},
          .first_seed = 4,
          .seeds = 1,
          .steps = 10};
}

}  // namespace

TEST_CASE("trials as CSV: one row a trial with what it is and what came of it") {
  TrialStore store = TrialStore::open(new_store_address());
  const Study study = open_grid(store, "a \"b\", c", two_trials());
  const Lease lease = store.claim("w")->lease();
  const std::array<Metric, 4> metrics = {{{10, "validation_loss", 2.5},
                                          {10, "validation_accuracy", 1.0 / 3.0},
                                          {10, "test_accuracy", 0.25},
                                          {10, "train_loss", 1.5}}};
  store.record(lease, metrics);
  store.finish(lease, {.reward = 1.0 / 3.0});
  const std::vector<std::string> lines = lines_of(store, study);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].starts_with(
      "study,kind,trial,data,model,activation,seed,steps,reward,accuracy,accuracy_of,"
      "test_accuracy,train_loss,state,outcome,seconds,worker,remark,validation_accuracy,"
      "validation_loss,task,"));
  CHECK(lines[0].find(",data_seed,") != std::string::npos);
  CHECK(lines[0].find(",lr,") != std::string::npos);
  CHECK(lines[0].ends_with(",command"));
  CHECK(lines[2].ends_with(" --activation 'max(x, 0.1 * x)' --seed 4 --max-steps 10\""));
  const std::string study_cell = "\"a \"\"b\"\", c\",grid,";
  const std::string third = "0.3333333333333333";
  CHECK(lines[1].starts_with(text(study_cell, "0,shapes,resnet8,relu,4,10,", third, ',', third,
                                  ",validation,0.25,1.5,complete,ok,")));
  CHECK(lines[2].starts_with(text(study_cell, "1,shapes,resnet8,\"max(x, 0.1 * x)\",4,10,,,",
                                  "validation,,,waiting,,,,")));
}

TEST_CASE("trials as CSV: every row has a cell for every column and each column once") {
  SmallStudy small(2);
  const std::vector<std::string> lines = lines_of(small.store, small.study);
  for (const std::string& line : lines) {
    CHECK(cells_in(line) == cells_in(lines[0]));
  }
  CHECK(lines[0].find(",seed,") == lines[0].rfind(",seed,"));
}

TEST_CASE("a CSV cell: in quotes only where it must be") {
  CHECK(csv_field("x + 1") == "x + 1");
  CHECK(csv_field("max(x, 0)") == "\"max(x, 0)\"");
  CHECK(csv_field("a \"b\"\nc") == "\"a \"\"b\"\"\nc\"");
}
