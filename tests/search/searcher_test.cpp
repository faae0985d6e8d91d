#include <actlab/search/searcher.h>

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include <actlab/core/base/parallel.h>
#include <actlab/core/io/json.h>
#include <actlab/search/canonical.h>
#include "tests/search/toy_reward.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::search;
using namespace actlab::test;

namespace {

struct Kind {
  std::string name;
  SearcherOptions options;
};

// Every searcher, with small settings, alone and with proposals made ahead.
std::vector<Kind> kinds() {
  const std::string small_rnn = R"({"units": 8, "embedding": 6, "lr": 0.01, "batch": 5})";
  const std::string small_evolution = R"({"population": 12, "sample": 4})";
  return {{"exhaustive", {}},
          {"random", {.batch = 3}},
          {"evolution", {.settings = small_evolution}},
          {"evolution", {.batch = 2, .ahead = 5, .settings = small_evolution}},
          {"rnn", {.settings = small_rnn}},
          {"surrogate+evolution", {.batch = 3, .settings = small_evolution}},
          {"surrogate+rnn", {.settings = small_rnn}},
          {"rnn", {.ahead = 7, .settings = small_rnn}}};
}

Space two_units() {
  SpaceOptions options;
  options.units = 2;
  return Space(options);
}

// All proposals of `updates` further updates.
std::vector<Candidate> run(Searcher& searcher, const ToyReward& reward, int updates) {
  std::vector<Candidate> proposals;
  for (int i = 0; i < updates; ++i) {
    for (Candidate& c : searcher.learn(next_rewards(searcher, reward))) proposals.push_back(c);
  }
  return proposals;
}

}  // namespace

TEST_CASE("searcher: saved and restored anywhere it goes on bit for bit") {
  const Space space = two_units();
  const ToyReward reward{space.at(123456789)};
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.name);
    const auto undisturbed = make_searcher(kind.name, space, kind.options);
    undisturbed->start();
    for (int update = 0; update < 12; ++update) {
      const auto other = make_searcher(kind.name, space, kind.options);
      other->restore(undisturbed->state());
      REQUIRE(other->open() == undisturbed->open());
      const std::vector<Candidate> expected = run(*undisturbed, reward, 1);
      REQUIRE(run(*other, reward, 1) == expected);
      REQUIRE(other->state().weights == undisturbed->state().weights);
      REQUIRE(other->state().optimizer == undisturbed->state().optimizer);
      REQUIRE(other->state().random_state == undisturbed->state().random_state);
      REQUIRE(other->state().report == undisturbed->state().report);
    }
  }
}

TEST_CASE("searcher: proposals do not depend on the number of threads") {
  const Space space = two_units();
  const ToyReward reward{space.at(987654)};
  const int before = threads();
  for (const Kind& kind : kinds()) {
    std::vector<std::vector<Candidate>> proposals;
    for (const int count : {1, 5}) {
      set_threads(count);
      const auto searcher = make_searcher(kind.name, space, kind.options);
      searcher->start();
      proposals.push_back(run(*searcher, reward, 10));
    }
    CHECK(proposals[0] == proposals[1]);
  }
  set_threads(before);
}

TEST_CASE("searcher: so many proposals are under way as batch and ahead say") {
  const Space space = two_units();
  const ToyReward reward{space.at(0)};
  for (const Kind& kind : kinds()) {
    const auto searcher = make_searcher(kind.name, space, kind.options);
    const std::int64_t under_way = searcher->batch() + kind.options.ahead;
    CHECK(std::ssize(searcher->start()) == under_way);
    CHECK(searcher->state().update == 0);
    run(*searcher, reward, 4);
    CHECK(searcher->state().update == 4);
    CHECK(searcher->consumed() == 4 * searcher->batch());
    CHECK(searcher->proposed() == searcher->consumed() + under_way);
  }
}

TEST_CASE("searcher: different seeds propose different candidates") {
  const Space space = two_units();
  for (const std::string name : {"random", "evolution", "rnn"}) {
    const auto one = make_searcher(name, space, {.seed = 1, .batch = 5})->start();
    CHECK(one == make_searcher(name, space, {.seed = 1, .batch = 5})->start());
    CHECK(one != make_searcher(name, space, {.seed = 2, .batch = 5})->start());
  }
}

TEST_CASE("searcher: exhaustive search proposes each canonical candidate once and ends") {
  SpaceOptions options;
  options.unary = {"identity", "sin", "exp"};
  options.binary = {"add", "subtract"};
  const Space space(options);
  const auto searcher = make_searcher("exhaustive", space, {.batch = 4});
  std::vector<Candidate> all = searcher->start();
  while (!searcher->finished()) {
    const std::vector<double> rewards(static_cast<std::size_t>(searcher->expected()), 0.5);
    for (Candidate& c : searcher->learn(rewards)) all.push_back(c);
  }
  CHECK(all.size() == 6 + 9);
  CHECK(std::set<Candidate>(all.begin(), all.end()).size() == all.size());
  for (const Candidate& candidate : all) CHECK(canonical(space, candidate) == candidate);
}

TEST_CASE("searcher: the report tells reward and best and probabilities") {
  const Space space;
  const ToyReward reward{space.parse_structure("add(sin(x), x)")};
  for (const std::string name : {"evolution", "rnn"}) {
    const auto searcher = make_searcher(name, space, {.batch = 10});
    searcher->start();
    run(*searcher, reward, 3);
    const Json report = parse_json(searcher->state().report, "report");
    CHECK(report["searcher"] == name);
    CHECK(report["consumed"] == 30);
    const Candidate best = space.parse_structure(report["best"].get<std::string>());
    CHECK(reward(best) == report["best_reward"].get<double>());
    REQUIRE(report["positions"].size() == 3);
    for (std::size_t p = 0; p < 3; ++p) {
      double sum = 0.0;
      for (const Json& probability : report["positions"][p]["probabilities"]) {
        sum += probability.get<double>();
      }
      CHECK(sum == doctest::Approx(1.0));
      CHECK(report["entropy"][p].get<double>() > 0.5);
      CHECK(report["positions"][p]["tokens"][0] == space.positions()[p].choices[0]);
    }
  }
}

TEST_CASE("searcher: what does not fit is refused with a sentence") {
  const Space space;
  CHECK(contains(usage_error_text([&] { make_searcher("rann", space); }),
                 "unknown searcher 'rann'; did you mean 'rnn'?"));
  CHECK(contains(
      usage_error_text([&] { make_searcher("rnn", space, {.settings = R"({"lrr": 1})"}); }),
      "[search] rnn: unknown setting 'lrr'; did you mean 'lr'?"));
  CHECK(contains(usage_error_text([&] {
                   make_searcher("evolution", space, {.settings = R"({"population": 0})"});
                 }),
                 "'population' must be from 1 to 1048576, got 0"));
  CHECK(contains(usage_error_text([&] { make_searcher("random", space, {.ahead = -1}); }),
                 "made ahead must be from 0"));
  const auto searcher = make_searcher("random", space, {.batch = 2});
  CHECK(contains(error_text([&] { searcher->learn(std::vector<double>{}); }), "must be started"));
  searcher->start();
  CHECK(contains(error_text([&] { searcher->start(); }), "has been started already"));
  CHECK(contains(error_text([&] { searcher->learn(std::vector{1.0}); }),
                 "expected 2 rewards, got 1"));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(contains(error_text([&] {
                   searcher->learn(std::vector{1.0, nan});
                 }),
                 "the reward of proposal 1 is not a number"));
  const auto other = make_searcher("random", space, {.seed = 2, .batch = 2});
  CHECK(contains(error_text([&] { other->restore(searcher->state()); }), "made by another search"));
  studies::ControllerState damaged = searcher->state();
  damaged.random_state.pop_back();
  CHECK(contains(error_text([&] { searcher->restore(damaged); }), "damaged"));
}
