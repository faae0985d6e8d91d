#include "examples/search_result.h"

#include <algorithm>
#include <cstdio>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/io/json.h>
#include <actlab/search/canonical.h>
#include <actlab/studies/findings/grid_results.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/running/grid.h>
#include <actlab/tasks/table.h>
#include "examples/study_loop.h"

namespace actlab {
namespace {

using studies::GridRow;

double median(const GridRow& row) {
  return row.cells.empty() ? 0.0 : studies::median(studies::values_of(row, false));
}

studies::Grid confirmation_grid(studies::TrialStore& store, const studies::Study& study,
                                const search::SearchPlan& plan, const Confirmation& confirmation) {
  const std::string child = search::child_configuration(plan);
  studies::Grid grid{.child = studies::parse_training_trial(child, "the child", tasks::table())};
  for (const studies::Entry& entry : best_entries(store, study, confirmation.best)) {
    grid.activations.push_back(entry.formula);
  }
  grid.activations.emplace_back("relu");
  grid.child.rungs.clear();
  grid.steps = plan.rungs.budgets.back();
  grid.seeds = confirmation.best > 0 ? confirmation.seeds : 1;
  grid.first_seed = plan.child_seed + (confirmation.best > 0 ? 1 : 0);
  return grid;
}

void print_rows(const std::vector<GridRow>& rows) {
  std::printf("\n%-56s  median   each seed\n", "validation accuracy");
  for (const GridRow& row : rows) {
    std::printf("%-56s  %.4f  ", row.activation.substr(0, 56).c_str(), median(row));
    for (const studies::GridCell& cell : row.cells) std::printf(" %.4f", cell.reward);
    std::printf("\n");
  }
  std::printf("\n");
}

}  // namespace

std::vector<studies::Entry> best_entries(studies::TrialStore& store, const studies::Study& study,
                                         std::int64_t count) {
  const std::string relu = search::function_hash(*formula::compile("relu"));
  std::vector<studies::Entry> entries = studies::leaderboard(store.trials(study.id));
  std::erase_if(entries, [&](const studies::Entry& entry) {
    return entry.top().standing != studies::Standing::trained || entry.canonical_hash == relu;
  });
  entries.resize(std::min(entries.size(), static_cast<std::size_t>(count)));
  return entries;
}

int report_search(studies::TrialStore& store, const studies::Study& study,
                  const search::SearchPlan& plan, const Confirmation& confirmation,
                  const StoreFlag& store_flag, const LocalWorkerFlags& workers,
                  const training::InterruptGuard& guard) {
  const std::string name = study.name + " confirmed";
  const studies::Grid grid = confirmation_grid(store, study, plan, confirmation);
  const studies::Study confirmed = studies::open_grid(store, name, grid);
  run_to_the_end(store, confirmed, store_flag, workers, guard);
  if (guard.interrupted()) return training::kInterruptedExitCode;

  std::vector<GridRow> rows = studies::grid_rows(studies::read_study(store, confirmed));
  std::erase_if(rows, [&](const GridRow& row) { return !studies::is_trained_like(row, grid); });
  std::ranges::stable_sort(
      rows, [](const GridRow& a, const GridRow& b) { return median(a) > median(b); });
  print_rows(rows);
  const auto relu = std::ranges::find(rows, "relu", &GridRow::activation);
  Json result;
  if (confirmation.best > 0) {
    const auto best =
        std::ranges::find_if(rows, [](const GridRow& row) { return row.activation != "relu"; });
    if (best != rows.end())
      result = {{"best_formula", best->activation}, {"best_reward", median(*best)}};
  } else if (const auto best = best_entries(store, study, 1);
             !best.empty() && best.front().top().budget == plan.rungs.budgets.back()) {
    result = {{"best_formula", best.front().formula}, {"best_reward", best.front().top().reward}};
  }
  if (relu != rows.end()) result["relu_reward"] = median(*relu);
  result["seeds"] = relu != rows.end() ? std::ssize(relu->cells) : 0;
  std::cout << result.dump() << std::endl;
  return 0;
}

}  // namespace actlab
