// A store that version 0.1 wrote: it opens, and its rows show.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include <actlab/studies/findings/grid_results.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/report/report.h>
#include <actlab/tasks/image_classification_config.h>
#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::test::contains;

namespace {

std::string old_store() {
  const std::string address = studies::test::new_store_address();
  const auto database = open_sqlite_store(address, Missing::create);
  std::ifstream file(ACTLAB_STUDIES_TESTS "/version_0_1/grid.sql");
  REQUIRE(file);
  std::string statement;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("--")) continue;
    statement += line + '\n';
    if (!line.ends_with(';')) continue;
    database->execute(statement);
    statement.clear();
  }
  return address;
}

Grid grid_of_then() {
  Grid grid{.child = {tasks::ImageClassificationConfig()},
            .activations = {"relu", "swish"},
            .models = {"resnet8"},
            .data = {"shapes"},
            .seeds = 1,
            .steps = 20};
  grid.child.config->batch_size = 16;
  grid.child.config->validation = 100;
  grid.child.config->evaluate = false;
  return grid;
}

}  // namespace

TEST_CASE("version 0.1: trainings of other steps and rates stand in rows of their own") {
  TrialStore store = TrialStore::open(old_store(), Missing::refuse);
  const Study study = store.get_study("grid");
  const std::vector<GridRow> rows = grid_rows(read_study(store, study));
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].steps == 20);
  CHECK(rows[0].setting == "lr 0.1");
  CHECK(rows[2].steps == 10);
  CHECK(rows[3].setting == "lr 0.01");
  CHECK(rows[0].cells.front().reward == 0.09);
  CHECK(leaderboard(store.trials(study.id)).front().setting == "lr 0.1");
  const std::string page = study_report_data(std::vector{read_study(store, study)});
  CHECK(contains(page, R"("lr":[0.1,0.01])"));
  CHECK(contains(page, R"("models":["resnet8"])"));  // not that of the stored base, resnet20
}

TEST_CASE("version 0.1: a grid goes on without training again what is there") {
  TrialStore store = TrialStore::open(old_store());
  const Study study = open_grid(store, "grid", grid_of_then());
  CHECK(store.trials(study.id).size() == 4);
  Grid larger = grid_of_then();
  larger.seeds = 2;
  open_grid(store, "grid", larger);
  const std::vector<Trial> trials = store.trials(study.id);
  CHECK(trials.size() == 6);
  CHECK(trials[4].canonical_hash == trials[0].canonical_hash);  // one entry of the leaderboard
  CHECK(grid_rows(read_study(store, study)).size() == 4);
}
