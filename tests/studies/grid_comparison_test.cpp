// Rows of a grid beside the best, against values worked out by hand.
#include <actlab/studies/findings/grid_comparison.h>

#include <doctest/doctest.h>

#include <actlab/core/base/error.h>

using namespace actlab;
using namespace actlab::studies;
using doctest::Approx;

namespace {

GridRow row_of(const std::string& activation, const std::vector<double>& rewards) {
  GridRow row{.data = "shapes", .model = "resnet8", .activation = activation, .steps = 10};
  for (std::size_t i = 0; i < rewards.size(); ++i) {
    row.cells.push_back({.seed = static_cast<std::int64_t>(i), .reward = rewards[i]});
  }
  return row;
}

}  // namespace

// a - c is 0.02, 0.04, 0.03, 0.03: mean 0.03, deviation 0.00816497, t = 7.348 with 3 degrees of
// freedom, p = 0.005208. a - b is 0.01, -0.01, 0.02, 0: mean 0.005, deviation 0.0129099, t =
// 0.7746, p = 0.495025. Holm doubles the smaller and leaves the larger.
TEST_CASE("grid comparison: the paired test of each row with the best and Holm's correction") {
  const std::vector<GridRow> rows = {row_of("b", {0.59, 0.63, 0.61, 0.64}),
                                     row_of("a", {0.60, 0.62, 0.63, 0.64}),
                                     row_of("c", {0.58, 0.58, 0.60, 0.61})};
  const std::vector<GridGroup> groups = grid_groups(rows);
  REQUIRE(groups.size() == 1);
  const std::vector<RowComparison> compared = compare_rows(groups[0]);
  CHECK(compared[1].is_best());
  CHECK(verdict(compared[1]) == "the best");
  CHECK(compared[0].difference.difference == Approx(-0.005));
  CHECK(compared[0].difference.p_value.value() == Approx(0.495025).epsilon(1e-4));
  CHECK(verdict(compared[0]) == "not distinguishable (p = 0.495)");
  CHECK(compared[2].difference.difference == Approx(-0.03));
  CHECK(compared[2].difference.p_value.value() == Approx(2.0 * 0.005208).epsilon(1e-3));
  CHECK(compared[2].difference.interval->low == Approx(-0.03 - 3.18245 * 0.00816497 / 2.0));
  CHECK(verdict(compared[2]) == "lower (p = 0.010)");
}

TEST_CASE("grid comparison: seeds are paired by number and few of them decide nothing") {
  std::vector<GridRow> rows = {row_of("a", {0.9, 0.8, 0.7}), row_of("b", {0.5, 0.6, 0.7})};
  rows[1].cells.erase(rows[1].cells.begin());
  const std::vector<RowComparison> compared = compare_rows(grid_groups(rows).front());
  CHECK(compared[1].difference.pairs == 2);
  CHECK(compared[1].difference.difference == Approx(-0.1));
  CHECK(verdict(compared[1]) == "not distinguishable: 2 seeds in common, 3 are needed");
  rows[1].cells.clear();
  CHECK(verdict(compare_rows(grid_groups(rows).front())[1]) == "no result yet");
}

TEST_CASE("grid comparison: what is no plain result is said") {
  GridRow row = row_of("a", {0.9, 0.0});
  row.cells[1].diverged = true;
  row.open = 2;
  row.failed = 1;
  CHECK(remarks(row) == "1 diverged: 0, 1 failed, 2 not trained yet");
  CHECK(remarks(row_of("a", {0.9})).empty());
}
