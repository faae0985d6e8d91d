// Rates of a sweep, on rows made by hand.
#include <actlab/studies/findings/chosen_rates.h>

#include <doctest/doctest.h>

#include <actlab/studies/findings/rate_sweep.h>
#include <actlab/tasks/image_classification_config.h>
#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::usage_error_text;

namespace {

GridRow row_of(const std::string& activation, const std::string& lr,
               const std::vector<double>& rewards) {
  GridRow row{.data = "shapes", .model = "resnet8", .activation = activation, .steps = 10};
  row.settings = {{"data", "shapes"}, {"lr", lr}, {"model", "resnet8"}};
  for (std::size_t i = 0; i < rewards.size(); ++i) {
    row.cells.push_back({.seed = static_cast<std::int64_t>(i), .reward = rewards[i]});
  }
  return row;
}

RateSweep small_sweep() {
  RateSweep sweep{{.child = {tasks::ImageClassificationConfig()},
                   .activations = {"relu", "swish"},
                   .models = {"resnet8"},
                   .data = {"shapes"},
                   .seeds = 2,
                   .steps = 10},
                  {0.1, 0.01}};
  sweep.grid.child.config->validation = 100;
  return sweep;
}

}  // namespace

TEST_CASE("chosen rates: the best for the first seed wins and the row keeps no rate") {
  const std::vector<GridRow> rows = {row_of("a", "0.1", {0.5}), row_of("b", "0.1", {0.9, 0.8}),
                                     row_of("a", "0.01", {0.7, 0.6}), row_of("b", "0.01", {0.4})};
  const std::vector<ChosenRow> chosen = at_chosen_rates(rows);
  REQUIRE(chosen.size() == 2);
  CHECK(chosen[0].choice.tried[0].lr == 0.01);
  CHECK(chosen[0].choice.chosen == 0);
  CHECK(chosen[0].row.cells.size() == 2);
  CHECK(chosen[0].choice.lead() == doctest::Approx(0.2));
  CHECK(chosen[1].choice.chosen == 1);
  CHECK(chosen[0].row.settings == chosen[1].row.settings);
  CHECK(chosen[0].row.setting.empty());
  CHECK(tried_text(chosen[0].choice) == "0.01: 70.00 (chosen), 0.1: 50.00");
  CHECK(chosen[0].choice.reward_text(chosen[0].choice.lead()) == "20.00");
  CHECK(edge_text(chosen[0].choice) == "at the edge of its sweep: try rates below 0.01");
  CHECK(edge_text(chosen[1].choice) == "at the edge of its sweep: try rates above 0.1");
}

TEST_CASE("chosen rates: what is no accuracy is no per cent") {
  std::vector<GridRow> rows = {row_of("a", "0.1", {27.5}), row_of("a", "0.01", {25.25})};
  for (GridRow& row : rows) row.measure = "bleu";
  const RateChoice choice = at_chosen_rates(rows).at(0).choice;
  CHECK(tried_text(choice) == "0.01: 25.2500, 0.1: 27.5000 (chosen)");
  CHECK(choice.reward_text(choice.lead()) == "2.2500");
}

TEST_CASE("chosen rates: ties go to the lower rate and the middle of a sweep is no edge") {
  std::vector<GridRow> rows = {row_of("a", "1.0", {0.0}), row_of("a", "0.1", {0.5}),
                               row_of("a", "0.3", {0.5}), row_of("a", "0.01", {0.1})};
  rows[0].cells[0].diverged = true;
  const RateChoice choice = at_chosen_rates(rows).front().choice;
  CHECK(choice.tried[choice.chosen].lr == 0.1);
  CHECK(!choice.at_edge());
  CHECK(choice.lead() == 0.0);
  CHECK(contains(tried_text(choice), "1.0: diverged"));
}

TEST_CASE("chosen rates: what is still open is counted, and one rate alone is no choice") {
  const std::vector<GridRow> rows = {row_of("a", "0.1", {0.5}), row_of("a", "0.01", {}),
                                     row_of("b", "0.1", {0.5})};
  const std::vector<ChosenRow> chosen = at_chosen_rates(rows);
  CHECK(chosen[0].choice.open == 1);
  CHECK(!chosen[1].choice.swept());
  CHECK(edge_text(chosen[1].choice).empty());
}

TEST_CASE("rate sweep: every rate with one seed and then all seeds at the best") {
  TrialStore store = TrialStore::open(studies::test::new_store_address());
  const RateSweep sweep = small_sweep();
  Study study;
  for (const Grid& grid : first_stage(sweep)) study = open_grid(store, "s", grid);
  REQUIRE(store.trials(study.id).size() == 4);
  for (const double reward : {0.9, 0.2, 0.3, 0.4}) {  // relu, swish at 0.1; relu, swish at 0.01
    store.finish(store.claim("w")->lease(), {.reward = reward});
  }
  const auto again = [&] {
    const auto rows = grid_rows(read_study(store, study));
    for (const Grid& grid : second_stage(sweep, rows)) open_grid(store, "s", grid);
    return store.trials(study.id);
  };
  const std::vector<Trial> trials = again();
  REQUIRE(trials.size() == 6);
  CHECK(trials[4].formula == "relu");
  CHECK(trials[4].configuration == trials[0].configuration);
  CHECK(trials[5].formula == "swish");
  CHECK(trials[5].configuration == trials[3].configuration);
  CHECK(trials[5].seed == 1);
  CHECK(again().size() == 6);
}

TEST_CASE("rate sweep: rows of other settings are not of the sweep, and mistakes are refused") {
  TrialStore store = TrialStore::open(studies::test::new_store_address());
  RateSweep sweep = small_sweep();
  Grid other = sweep.grid;
  other.child.config->lr = 0.5;
  const Study study = open_grid(store, "s", other);
  for (const Grid& grid : first_stage(sweep)) open_grid(store, "s", grid);
  const std::vector<GridRow> rows = grid_rows(read_study(store, study));
  CHECK(rows.size() == 6);
  CHECK(rows_of(sweep, rows).size() == 4);
  CHECK(second_stage(sweep, rows).empty());
  sweep.lrs = {0.1, 0.1};
  CHECK(usage_error_text([&] { check(sweep); }) == "[grid] --lrs has 0.1 twice");
  sweep.lrs = {-1.0};
  CHECK(contains(usage_error_text([&] { check(sweep); }), "rates above 0, got -1"));
  sweep = small_sweep();
  sweep.grid.child.config->validation = 0;
  CHECK(contains(usage_error_text([&] { check(sweep); }), "give --validation"));
}
