#include <doctest/doctest.h>

#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::test::contains;
using actlab::test::error_text;

namespace {

// Proposals `first`, `first + 1`... of the formulas given.
std::vector<Proposal> proposals(std::int64_t first, const std::vector<std::string>& formulas) {
  std::vector<Proposal> result;
  for (const std::string& formula : formulas) {
    Proposal proposal{first++, actlab::text("tokens of ", formula), {}};
    proposal.trial.formula = proposal.trial.canonical_hash = formula;
    proposal.trial.budget = 100;
    result.push_back(proposal);
  }
  return result;
}

ControllerState state(std::int64_t update, std::int64_t consumed) {
  ControllerState result;
  result.update = update;
  result.consumed = consumed;
  result.weights = std::string("\0\xff weights ", 11) + std::to_string(update);
  result.optimizer = "optimizer";
  result.random_state = std::to_string(update);
  result.baseline = 0.1 * static_cast<double>(update);
  result.report = R"({"entropy": 1})";
  return result;
}

}  // namespace

TEST_CASE("searcher: its state comes back byte for byte") {
  SmallStudy small(0);
  CHECK(!small.store.controller(small.study.id));
  small.store.advance(small.study.id, state(0, 0), proposals(0, {"a", "b"}));
  const ControllerState back = small.store.controller(small.study.id).value();
  CHECK(back.update == 0);
  CHECK(back.weights == state(0, 0).weights);
  CHECK(back.optimizer == "optimizer");
  CHECK(back.random_state == "0");
  CHECK(back.baseline == 0.0);
  CHECK(back.report == R"({"entropy": 1})");
}

TEST_CASE("searcher: equal proposals are answered by one trial") {
  SmallStudy small(1);  // f0 is there
  small.store.advance(small.study.id, state(0, 0), proposals(0, {"a", "f0", "b", "a"}));
  CHECK(small.store.trials(small.study.id).size() == 3);
  const auto all = small.store.proposals(small.study.id);
  REQUIRE(all.size() == 4);
  CHECK(all[0].trial.id == all[3].trial.id);
  CHECK(all[1].trial.number == 0);
  CHECK(all[1].tokens == "tokens of f0");
  CHECK(all[2].trial.number == 2);
  CHECK(small.store.proposals(small.study.id, 3).front().number == 3);
}

TEST_CASE("searcher: states advance one by one and old weights go") {
  SmallStudy small(0);
  small.store.advance(small.study.id, state(0, 0), proposals(0, {"a", "b"}));
  small.store.advance(small.study.id, state(1, 2), proposals(2, {"c"}));
  const auto history = small.store.controller_history(small.study.id);
  REQUIRE(history.size() == 2);
  CHECK(history[0].weights.empty());
  CHECK(history[0].report == R"({"entropy": 1})");
  CHECK(history[1].weights == state(1, 2).weights);
  CHECK(history[1].consumed == 2);
  CHECK(small.store.controller(small.study.id)->baseline == 0.1);
}

TEST_CASE("searcher: advancing twice with the same state is one step") {
  SmallStudy small(0);
  small.store.advance(small.study.id, state(0, 0), proposals(0, {"a", "b"}));
  small.store.advance(small.study.id, state(0, 0), proposals(0, {"a", "b"}));
  CHECK(small.store.controller_history(small.study.id).size() == 1);
  CHECK(small.store.proposals(small.study.id).size() == 2);
}

TEST_CASE("searcher: proposals can be added to the newest state") {
  SmallStudy small(0);
  small.store.advance(small.study.id, state(0, 0), proposals(0, {"a", "b"}));
  small.store.advance(small.study.id, state(0, 0), proposals(0, {"a", "b", "c"}));
  small.store.advance(small.study.id, state(0, 0), proposals(3, {"d"}));
  CHECK(small.store.controller_history(small.study.id).size() == 1);
  CHECK(small.store.proposals(small.study.id).size() == 4);
}

TEST_CASE("searcher: an answered proposal is never waiting") {
  SmallStudy small(0);
  std::vector<Proposal> refused = proposals(0, {"a", "b"});
  refused[1].answer = TrialResult{Outcome::constant, 0.0, false, "constant"};
  small.store.advance(small.study.id, state(0, 0), refused);
  const auto all = small.store.proposals(small.study.id);
  CHECK(all[0].trial.state == TrialState::waiting);
  CHECK(all[1].trial.state == TrialState::complete);
  CHECK(all[1].trial.outcome == Outcome::constant);
  CHECK(all[1].trial.reward == 0.0);
  CHECK(all[1].trial.error == "constant");
  CHECK(all[1].trial.finished);
}

TEST_CASE("driver: one process drives a study until its lease ends") {
  SmallStudy small(0);
  const std::int64_t study = small.study.id;
  const DriverClaim first = small.store.claim_driver(study, "a", 10.0);
  CHECK(first.granted);
  const DriverClaim refused = small.store.claim_driver(study, "b", 10.0);
  CHECK(!refused.granted);
  CHECK(refused.holder == "a");
  CHECK(refused.lease_left > 5.0);
  CHECK(small.store.renew_driver(study, first.token, 10.0));
  change(*bare_database(small.address), "update driver set lease_until = 0");
  const DriverClaim second = small.store.claim_driver(study, "b", 10.0);
  CHECK(second.granted);
  CHECK(!small.store.renew_driver(study, first.token, 10.0));
  small.store.release_driver(study, first.token);  // too late to do harm
  CHECK(!small.store.claim_driver(study, "a", 10.0).granted);
  small.store.release_driver(study, second.token);
  CHECK(small.store.claim_driver(study, "a", 10.0).granted);
}

TEST_CASE("searcher: a second process on one search is refused and changes nothing") {
  SmallStudy small(0);
  small.store.advance(small.study.id, state(0, 0), proposals(0, {"a", "b"}));
  ControllerState other = state(0, 0);
  other.random_state = "another seed";
  CHECK(contains(error_text([&] { small.store.advance(small.study.id, other, {}); }),
                 "must be update 1 and have consumed 0 to 2 proposals, got update 0 with 0: is a "
                 "second process running this search?"));
  CHECK(contains(
      error_text([&] { small.store.advance(small.study.id, state(1, 1), proposals(1, {"x"})); }),
      "must be numbered on from 2, got 1"));
  CHECK(contains(error_text([&] { small.store.advance(small.study.id, state(1, 3), {}); }),
                 "consumed 0 to 2 proposals"));
  CHECK(small.store.controller(small.study.id)->update == 0);
  CHECK(small.store.trials(small.study.id).size() == 2);
}
