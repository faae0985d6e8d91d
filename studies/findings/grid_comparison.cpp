#include <actlab/studies/findings/grid_comparison.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>

namespace actlab::studies {
namespace {

// The values of both rows for each seed that both have.
PairedTest paired_by_seed(const GridRow& row, const GridRow& best, bool of_test) {
  std::vector<double> ours, theirs;
  for (const GridCell& cell : row.cells) {
    const auto same = std::ranges::find(best.cells, cell.seed, &GridCell::seed);
    if (same == best.cells.end()) continue;
    ours.push_back(of_test ? *cell.test_accuracy : cell.reward);
    theirs.push_back(of_test ? *same->test_accuracy : same->reward);
  }
  return paired_t_test(ours, theirs);
}

void correct_for_number(std::vector<RowComparison>& comparisons) {
  std::vector<double> p_values;
  for (const RowComparison& comparison : comparisons) {
    if (comparison.difference.p_value) p_values.push_back(*comparison.difference.p_value);
  }
  const std::vector<double> corrected = holm(p_values);
  auto next = corrected.begin();
  for (RowComparison& comparison : comparisons) {
    if (comparison.difference.p_value) comparison.difference.p_value = *next++;
  }
}

std::string p_text(double p) { return p < 0.001 ? "p < 0.001" : formatted("p = %.3f", p); }

}  // namespace

std::vector<RowComparison> compare_rows(const GridGroup& group) {
  std::vector<RowComparison> comparisons;
  const GridRow* best = nullptr;
  double highest = 0.0;
  for (const GridRow* row : group.rows) {
    comparisons.push_back({row, values_of(*row, group.of_test), nullptr, {}});
    if (row->cells.empty()) continue;
    const double height = mean(comparisons.back().values);
    if (best == nullptr || height > highest) {
      best = row;
      highest = height;
    }
  }
  for (RowComparison& comparison : comparisons) {
    comparison.best = best;
    if (best != nullptr && comparison.row != best) {
      comparison.difference = paired_by_seed(*comparison.row, *best, group.of_test);
    }
  }
  correct_for_number(comparisons);
  return comparisons;
}

std::string verdict(const RowComparison& comparison) {
  if (comparison.best == nullptr || comparison.values.empty()) return "no result yet";
  if (comparison.is_best()) return "the best";
  const PairedTest& test = comparison.difference;
  if (!test.p_value) {
    return text("not distinguishable: ", test.pairs, test.pairs == 1 ? " seed" : " seeds",
                " in common, 3 are needed");
  }
  return text(comparison.distinguishable() ? "lower (" : "not distinguishable (",
              p_text(*test.p_value), ")");
}

std::string remarks(const GridRow& row) {
  const auto some = [](std::int64_t count, const char* what) {
    return count > 0 ? text(count, what) : "";
  };
  return joined_nonempty(
      {some(std::ranges::count(row.cells, true, &GridCell::diverged), " diverged: 0"),
       some(std::ranges::count(row.cells, true, &GridCell::stopped_early),
            " stopped early, at fewer steps"),
       some(row.failed, " failed"), some(row.open, " not trained yet")},
      ", ");
}

}  // namespace actlab::studies
