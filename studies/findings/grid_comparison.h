// The rows of a grid beside each other: do the seeds tell an activation from the best one?
#pragma once

#include <string>
#include <vector>

#include <actlab/studies/findings/grid_results.h>
#include <actlab/studies/findings/student.h>

namespace actlab::studies {

// A row beside the best of its group, by the paired t-test over the seeds that both have. The
// p-values are Holm's, for the group makes as many tests as it has other rows.
struct RowComparison {
  const GridRow* row = nullptr;
  std::vector<double> values;
  const GridRow* best = nullptr;  // the row of the highest mean; null where no row has a value
  PairedTest difference;          // row - best; of the best itself: no pair
  bool is_best() const { return row == best; }
  bool distinguishable() const { return difference.p_value.value_or(1.0) < 0.05; }
};
// One a row of the group.
std::vector<RowComparison> compare_rows(const GridGroup& group);

// In words: "the best", "lower (p = 0.004)", "not distinguishable (p = 0.210)".
std::string verdict(const RowComparison& comparison);
// What a reader must know of a row's cells that are not all plain results: "1 diverged: 0".
std::string remarks(const GridRow& row);

}  // namespace actlab::studies
