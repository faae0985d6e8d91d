#include <actlab/search/tabular.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/search/canonical.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::search;
using namespace actlab::test;

namespace {

Space small_space() {
  SpaceOptions options;
  options.unary = {"identity", "negate", "square", "sin",  "tanh",
                   "sigmoid",  "exp",    "max0",   "sqrt", "scale"};
  options.binary = {"add", "multiply", "subtract", "max", "gate"};
  return Space(options);
}

}  // namespace

TEST_CASE("table: as text and back") {
  const RewardTable table = synthetic_table(small_space());
  CHECK(table.rows.size() > 200);
  const RewardTable back = RewardTable::parse(table.to_csv(), "test");
  CHECK(back.to_csv() == table.to_csv());
  CHECK(back.space.to_json() == table.space.to_json());
  for (const TableRow& row : {table.rows.front(), table.rows.back()}) {
    CHECK(function_hash(*formula::compile(row.formula)) == row.canonical_hash);
  }
}

TEST_CASE("table: what is malformed is refused with its line") {
  const auto refusal = [](const std::string& csv) {
    return error_text([&] { RewardTable::parse(csv, "t.csv"); });
  };
  const std::string head = "# space: {}\ncanonical_hash,formula,reward\n";
  CHECK(contains(refusal(""), "t.csv holds no rewards"));
  CHECK(contains(refusal(head), "t.csv holds no rewards"));
  CHECK(contains(refusal("hash,reward\n"), "t.csv line 1: expected '# space: {...}'"));
  CHECK(contains(refusal("# space: {}\nformula\n"), "line 2: expected 'canonical_hash,formula"));
  CHECK(contains(refusal(head + "ab,x,0.5\n"), "line 3: expected a hash, a formula in quotes"));
  CHECK(contains(refusal(head + "ab,\"x\",0.5x\n"), "'0.5x' is not a reward"));
  CHECK(contains(refusal(head + "ab,\"x\",nan\n"), "'nan' is not a reward"));
  CHECK(contains(refusal(head + "ab,\"x\",1\nab,\"x\",1\n"), "line 4: the function ab is there"));
  CHECK(contains(error_text([] { RewardTable::read("/no/such.csv"); }),
                 "cannot read '/no/such.csv'"));
}

TEST_CASE("tabular: proposals are answered by function and refused ones have reward 0") {
  const RewardTable table = synthetic_table(small_space());
  const TabularProblem problem(table);
  const Space& space = problem.space();
  const auto answer = [&](std::string_view s) { return problem.answer(space.parse_structure(s)); };
  CHECK(answer("gate(x, x)").function == answer("multiply(x, sigmoid(x))").function);
  CHECK(answer("add(x, max0(x))").function == answer("add(max0(x), x)").function);
  CHECK(answer("gate(x, x)").reward > 0.5);
  CHECK(answer("multiply(sqrt(x), x)").function == -1);
  CHECK(answer("subtract(x, x)").reward == 0.0);
  SpaceOptions two;
  two.units = 2;
  CHECK(contains(error_text([&] {
                   TabularProblem(RewardTable{Space(two), table.rows});
                 }),
                 "its space has at most 100000 candidates, got 156250000"));
}

TEST_CASE("tabular: exhaustive search pays for each function once and ends without regret") {
  const RewardTable table = synthetic_table(small_space());
  const TabularProblem problem(table);
  const auto trials = std::ssize(table.rows);
  const TabularRun run = run_tabular(problem, "exhaustive", {}, trials);
  CHECK(run.regret.back() == 0.0);
  CHECK(std::is_sorted(run.regret.rbegin(), run.regret.rend()));
  CHECK(run.regret.front() == problem.best() - run.reward.front());
  CHECK(run.spent.back() < trials);
  CHECK(std::ssize(run.reward) > trials);
}

TEST_CASE("tabular: evolution and the controller regret less than random search") {
  const TabularProblem problem(synthetic_table(Space()));
  const std::vector<Contestant> contestants{{"random"}, {"evolution"}, {"rnn"}};
  const std::vector<Runs> runs = run_contest(problem, contestants, 300, 24);
  for (const std::size_t searcher : {std::size_t{1}, std::size_t{2}}) {
    CAPTURE(searcher);
    CHECK(studies::median(total_regret(runs[searcher])) <
          0.9 * studies::median(total_regret(runs[0])));
    CHECK(regret_after(runs[searcher], 300).median < 0.5 * regret_after(runs[0], 300).median);
  }
  const std::vector<double> curve = reward_curve(runs[2], 60);
  CHECK(curve.back() > curve.front() + 0.05);
  CHECK(median_regret_curve(runs[0]).size() == 300);
  // the same seeds give the same runs
  const std::vector<Runs> again = run_contest(problem, {contestants[2]}, 300, 2);
  CHECK(again[0][1].regret == runs[2][1].regret);
}
