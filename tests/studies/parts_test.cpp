#include <actlab/studies/findings/parts.h>

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/studies/pages/synthetic_study.h"

using namespace actlab::studies;
using actlab::studies::test::ended_trial;

namespace {

Trial trained(std::int64_t number, const std::string& formula, double reward) {
  Trial trial = ended_trial(number, formula, reward);
  trial.lease_token = 1;
  if (reward == 0.0) trial.outcome = Outcome::diverged;
  return trial;
}

}  // namespace

TEST_CASE("parts: each function counts once for every name that it can be written with") {
  const std::vector<Trial> trials = {trained(0, "sin(x) + x", 0.5), trained(1, "sin(x) * x", 0.0),
                                     trained(2, "max(x, 0)", 0.4), ended_trial(3, "1", 0.0)};
  const std::vector<AnsweredProposal> proposals = {
      {0, "add(sin(x), x)", trials[0]},
      {1, "add(x, sin(x))", trials[0]},
      {2, "multiply(sin(x), x)", trials[1]},
      {3, "u1 = max(x, x); u2 = max(u1, max0(x))", trials[2]},
      {4, "add(beta, max0(x))", trials[2]},
      {5, "divide(beta, beta)", trials[3]}};
  const std::vector<Part> all = parts(trials, proposals, 1);
  const auto find = [&](const std::string& name) {
    const auto found = std::ranges::find(all, name, &Part::name);
    REQUIRE(found != all.end());
    return *found;
  };
  CHECK(find("sin").functions == 2);
  CHECK(find("sin").stopped == 1);
  CHECK(find("sin").median == 0.25);
  CHECK(find("sin").among_best == 1);
  CHECK(find("x").functions == 3);
  CHECK(find("u1").functions == 1);
  CHECK(find("(all)").functions == 3);
  CHECK(find("beta").functions == 1);
  CHECK(find("add").functions == 2);
  CHECK(find("max0").among_best == 0);
  CHECK(std::ranges::count(all, "divide", &Part::name) == 0);  // refused: no worker had it
  CHECK(all.front().median == 0.45);
  CHECK(parts({}, {}, 50).empty());
}
