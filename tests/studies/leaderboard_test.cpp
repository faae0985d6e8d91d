#include <actlab/studies/findings/leaderboard.h>

#include <doctest/doctest.h>

#include <limits>

#include <actlab/studies/findings/rank_agreement.h>
#include "tests/studies/pages/synthetic_study.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::studies::test::ended_trial;

namespace {

std::vector<std::string> formulas_of(const std::vector<Entry>& entries) {
  std::vector<std::string> formulas;
  for (const Entry& entry : entries) formulas.push_back(entry.formula);
  return formulas;
}

Trial with(Trial trial, Outcome outcome, TrialState state = TrialState::complete) {
  trial.outcome = outcome;
  trial.state = state;
  return trial;
}

}  // namespace

TEST_CASE("leaderboard: budget comes before reward and standing before both") {
  const std::vector<Trial> trials = {
      ended_trial(0, "cheap best", 0.9, 500), ended_trial(1, "dear", 0.8, 2000),
      ended_trial(2, "dear better", 0.85, 2000),
      with(ended_trial(3, "exploded", 0.0, 2000), Outcome::diverged),
      with(ended_trial(4, "stopped early", 0.99, 2000), Outcome::ok, TrialState::pruned)};
  const std::vector<Entry> entries = leaderboard(trials);
  CHECK(formulas_of(entries) ==
        std::vector<std::string>{"dear better", "dear", "cheap best", "stopped early", "exploded"});
  CHECK(entries[3].top().standing == Standing::pruned);
  CHECK(entries[4].top().standing == Standing::stopped);
  CHECK(entries[4].rank == 5);
}

TEST_CASE("leaderboard: seeds share a level and its reward is their median") {
  std::vector<Trial> trials;
  for (const double reward : {0.5, 0.9, 0.7}) {
    trials.push_back(ended_trial(std::ssize(trials), "f", reward));
    trials.back().seed = trials.back().number;
  }
  trials.push_back(ended_trial(3, "f", 0.95, 1000));
  trials.push_back(with(ended_trial(4, "f", 0.0, 1000), Outcome::diverged));
  const std::vector<Entry> entries = leaderboard(trials);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].levels.front().reward == 0.7);
  CHECK(entries[0].levels.front().trials == std::vector<std::int64_t>{0, 1, 2});
  CHECK(entries[0].top().reward == doctest::Approx(0.475));
  CHECK(entries[0].top().standing == Standing::trained);  // one seed was
}

TEST_CASE("leaderboard: equal merit shares a rank and what has no result has no entry") {
  std::vector<Trial> trials = {ended_trial(0, "a", 0.5),
                               ended_trial(1, "b", 0.5),
                               ended_trial(2, "c", 0.4),
                               ended_trial(3, "d", 0.3),
                               ended_trial(4, "e", std::numeric_limits<double>::quiet_NaN()),
                               ended_trial(5, "f", 0.9)};
  trials[3].state = TrialState::running;
  trials[5].state = TrialState::failed;
  const std::vector<Entry> entries = leaderboard(trials);
  CHECK(formulas_of(entries) == std::vector<std::string>{"a", "b", "c"});
  CHECK(entries[1].rank == 1);
  CHECK(entries[2].rank == 3);
  CHECK(leaderboard({}).empty());
}

TEST_CASE("settings: keys that differ between hashes and agree within them") {
  std::vector<Trial> trials;
  for (const char* model : {"resnet20", "resnet56"}) {
    for (const int rung : {0, 1}) {
      Trial trial = ended_trial(std::ssize(trials), "relu", 0.5, 500 << rung);
      trial.canonical_hash = model;
      trial.configuration = text(R"({"config": {"model": ")", model, R"(", "lr": 0.1}, "rungs": [)",
                                 rung, R"(], "activation": "relu"})");
      trials.push_back(trial);
    }
  }
  trials.push_back(ended_trial(4, "swish", 0.5));
  trials.back().configuration = R"({"config": {"model": "resnet56"}, "activation": "swish"})";
  CHECK(settings(trials) == std::vector<std::string>{"model resnet20", "model resnet20",
                                                     "model resnet56", "model resnet56",
                                                     "model resnet56"});
  trials[0].configuration = "no JSON";
  CHECK(settings(std::span(trials).first(1)) == std::vector<std::string>{""});
}

TEST_CASE("rank agreement: cheap against expensive and search against verification") {
  std::vector<Trial> search, verification;
  for (int i = 0; i < 6; ++i) {
    const std::string formula = text("f", i);
    search.push_back(ended_trial(i, formula, 0.1 * i));
    search.push_back(ended_trial(10 + i, formula, 0.5 + 0.01 * i, 2000));
    verification.push_back(ended_trial(i, formula, 0.9 - 0.01 * i, 9000));
  }
  const std::vector<LeaderboardOf> boards = {{"search", leaderboard(search)},
                                             {"again", leaderboard(verification)}};
  const std::vector<RankAgreement> agreements = rank_agreements(boards);
  REQUIRE(agreements.size() == 3);
  CHECK(agreements[0].first == "search, 500 steps");
  CHECK(agreements[0].second == "search, 2000 steps");
  CHECK(agreements[0].spearman == 1.0);
  CHECK(agreements[2].second == "again, 9000 steps");
  CHECK(agreements[2].kendall == -1.0);
  CHECK(agreements[2].pairs[3].formula == "f3");
  CHECK(agreements[2].pairs[3].second == 0.87);
  CHECK(rank_agreements(std::span(boards).first(0)).empty());
}

TEST_CASE("rank agreement: one function written in two ways is one function") {
  const std::vector<std::string> searched = {"max(x, 0)", "sigmoid(x) * x", "min(x, 0)", "-x", "x"};
  const std::vector<std::string> named = {"relu", "swish1", "x - relu(x)", "0 - x",
                                          "x / 2 + x / 2"};
  std::vector<Trial> search, grid;
  for (std::size_t i = 0; i < searched.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i);
    search.push_back(ended_trial(number, searched[i], 0.1 * static_cast<double>(i)));
    grid.push_back(ended_trial(number, named[i], 0.2 * static_cast<double>(i)));
  }
  const std::vector<LeaderboardOf> boards = {{"search", leaderboard(search)},
                                             {"grid", leaderboard(grid)}};
  const std::vector<RankAgreement> agreements = rank_agreements(boards);
  REQUIRE(agreements.size() == 1);
  CHECK(agreements[0].pairs.size() == 5);
  CHECK(agreements[0].spearman == 1.0);
}

TEST_CASE("settings: what a grid leaves to the optimizer has its value") {
  std::vector<Trial> trials;
  for (const char* lr : {"null", "0.01"}) {
    Trial trial = ended_trial(std::ssize(trials), "relu", 0.5);
    trial.configuration = text(R"({"config": {"model": "resnet8", "lr": )", lr, "}}");
    trial.canonical_hash = lr;
    trials.push_back(trial);
  }
  CHECK(settings(trials) == std::vector<std::string>{"lr 0.1", "lr 0.01"});
}

TEST_CASE("leaderboard: entries are compared over the seeds that both have") {
  std::vector<Trial> trials;
  const auto add = [&](const char* formula, std::int64_t seed, double reward) {
    trials.push_back(ended_trial(std::ssize(trials), formula, reward));
    trials.back().seed = seed;
  };
  for (const std::int64_t seed : {0, 1, 2}) add("a", seed, 0.9 + 0.01 * static_cast<double>(seed));
  for (const std::int64_t seed : {2, 3, 1}) add("b", seed, 0.8);
  const std::vector<Entry> entries = leaderboard(trials);
  const PairedTest test = compare_by_seed(entries[1], entries[0]);
  CHECK(test.pairs == 2);
  CHECK(test.difference == doctest::Approx(-0.115));
}
