#include <actlab/search/surrogate.h>

#include <doctest/doctest.h>

#include <actlab/search/canonical.h>
#include <actlab/search/random_search.h>
#include <actlab/search/tabular.h>

using namespace actlab;
using namespace actlab::search;

namespace {

Space small_space() {
  SpaceOptions options;
  options.unary = {"identity", "negate", "square", "sin", "tanh", "sigmoid", "exp", "sqrt"};
  options.binary = {"add", "multiply", "subtract", "max"};
  return Space(options);
}

}  // namespace

TEST_CASE("surrogate: proposes nothing twice and nothing that is refused") {
  const Space space = small_space();
  Surrogate surrogate(space, std::make_unique<RandomSearch>(space));
  Random random(1, Purpose::test);
  std::set<std::string> met;
  for (const Draw& draw : surrogate.draw(30, random)) {
    const formula::FormulaPointer compiled = formula::compile(space.expression(draw.candidate));
    CHECK(screen(*compiled).accepted);
    CHECK(met.insert(function_hash(*compiled)).second);
  }
}

TEST_CASE("surrogate: what is near to good functions is proposed first") {
  const Space space = small_space();
  const TabularProblem problem(synthetic_table(space));
  const Runs random = run_contest(problem, {{"random"}}, 60, 10)[0];
  const Runs guided = run_contest(problem, {{"surrogate+random"}}, 60, 10)[0];
  // after the first 20 rewards it knows where to look
  CHECK(reward_curve(guided, 20)[1] > reward_curve(random, 20)[1] + 0.1);
  CHECK(studies::median(total_regret(guided)) < studies::median(total_regret(random)));
}
