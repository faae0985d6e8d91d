#include <actlab/studies/running/rungs.h>

#include <doctest/doctest.h>

#include <actlab/core/base/random.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;

namespace {

using Scores = std::vector<std::optional<double>>;
using Indices = std::vector<std::size_t>;

std::vector<Trial> rung_of(const Scores& scores, std::int64_t rung = 0) {
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    Trial trial;
    trial.number = static_cast<std::int64_t>(i);
    trial.formula = trial.canonical_hash = text("f", i);
    trial.checkpoint = text("checkpoint ", i);
    trial.rung = rung;
    trial.budget = 500;
    trial.state = TrialState::complete;
    trial.outcome = scores[i] ? Outcome::ok : Outcome::diverged;
    trial.reward = scores[i].value_or(0.0);
    trials.push_back(trial);
  }
  return trials;
}

}  // namespace

TEST_CASE("rungs: the best quarter so far goes up and nobody goes down") {
  CHECK(promotions(Scores{0.1, 0.2, 0.3}, 4).empty());
  CHECK(promotions(Scores{0.1, 0.4, 0.3, 0.2}, 4) == Indices{1});
  // after the fifth result the new best goes up at once, though the place had been taken
  CHECK(promotions(Scores{0.1, 0.4, 0.3, 0.2, 0.9}, 4) == Indices{1, 4});
  CHECK(promotions(Scores{0.1, 0.4, 0.3, 0.2, 0.0, 0.0, 0.0, 0.0}, 4) == Indices{1, 2});
  CHECK(promotions(Scores{0.5, 0.5, 0.5, 0.5}, 2) == Indices{0, 1});
}

TEST_CASE("rungs: what diverged counts but never goes up") {
  CHECK(promotions(Scores{{}, {}, {}, 0.1}, 4) == Indices{3});
  CHECK(promotions(Scores{{}, {}, {}, {}}, 4).empty());
}

TEST_CASE("rungs: more results only add promotions") {
  Random random(1, Purpose::test);
  Scores scores;
  Indices before;
  for (int k = 0; k < 200; ++k) {
    scores.push_back(random.uniform_double());
    const Indices now = promotions(scores, 4);
    CHECK(now.size() >= static_cast<std::size_t>((k + 1) / 4));
    CHECK(std::equal(before.begin(), before.end(), now.begin()));
    before = now;
  }
  CHECK(before.size() < 100);
}

TEST_CASE("rungs: a promoted trial is the same work with more steps from its checkpoint") {
  const RungRules rules{{500, 2000, 10000}, 4};
  std::vector<Trial> trials = rung_of({0.1, 0.4, 0.3, 0.2});
  const std::vector<NewTrial> up = promoted_trials(trials, rules);
  REQUIRE(up.size() == 1);
  CHECK(up[0].formula == "f1");
  CHECK(up[0].canonical_hash == "f1");
  CHECK(up[0].budget == 2000);
  CHECK(up[0].rung == 1);
  CHECK(up[0].priority == 1.0);
  CHECK(up[0].checkpoint == "checkpoint 1");
  CHECK(promoted_trials(rung_of({0.1, 0.4, 0.3, 0.2}, 2), rules).empty());
}

TEST_CASE("rungs: results wait for those before them") {
  const RungRules rules{{500, 2000}, 2};
  std::vector<Trial> trials = rung_of({0.1, 0.4, 0.3, 0.2, 0.9, 0.8});
  trials[3].state = TrialState::running;
  CHECK(promoted_trials(trials, rules).size() == 1);
  trials[3].state = TrialState::failed;
  CHECK(promoted_trials(trials, rules).size() == 4);
  trials[4].state = TrialState::pruned;  // hopeless
  CHECK(promoted_trials(trials, rules).back().formula == "f5");
}

TEST_CASE("rungs: rules that cannot be are refused") {
  using actlab::test::usage_error_text;
  for (const std::vector<std::int64_t>& budgets :
       {std::vector<std::int64_t>{}, {0, 5}, {5, 5}, {9, 5}}) {
    CHECK(usage_error_text([&] { check(RungRules{budgets}); }) ==
          "[rungs] budgets must be steps above 0 that rise: 500,2000,10000");
  }
  CHECK(usage_error_text([] {
          check(RungRules{{5}, 1});
        }) == "[rungs] one in at least 2 is promoted, got 1");
}
