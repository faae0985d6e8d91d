#include <actlab/studies/findings/rate_sweep.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

Grid at_rate(const RateSweep& sweep, double lr) {
  Grid grid = sweep.grid;
  grid.child.config->lr = lr;
  return grid;
}

}  // namespace

void check(const RateSweep& sweep) {
  if (sweep.lrs.empty()) return;
  for (const double lr : sweep.lrs) {
    if (!(lr > 0.0) || !std::isfinite(lr)) {
      throw UsageError(text("[grid] --lrs must be rates above 0, got ", lr));
    }
    if (std::ranges::count(sweep.lrs, lr) > 1) {
      throw UsageError(text("[grid] --lrs has ", lr, " twice"));
    }
  }
  const std::string kept = training::field_text(*sweep.grid.child.config, "validation");
  if (kept == "0" || kept == "none") {
    throw UsageError(
        "[grid] rates are chosen on examples that are kept from training and test: give "
        "--validation, such as 5000");
  }
}

std::int64_t trainings_of(const RateSweep& sweep) {
  const auto rates = std::max<std::int64_t>(1, std::ssize(sweep.lrs));
  const auto networks = std::max<std::int64_t>(1, std::ssize(sweep.grid.models)) *
                        std::max<std::int64_t>(1, std::ssize(sweep.grid.data));
  return networks * std::ssize(sweep.grid.activations) * (rates + sweep.grid.seeds - 1);
}

std::vector<Grid> first_stage(const RateSweep& sweep) {
  if (sweep.lrs.empty()) return {sweep.grid};
  std::vector<Grid> grids;
  for (const double lr : sweep.lrs) {
    grids.push_back(at_rate(sweep, lr));
    grids.back().seeds = 1;
  }
  return grids;
}

std::vector<GridRow> rows_of(const RateSweep& sweep, const std::vector<GridRow>& rows) {
  std::vector<Grid> grids;
  for (const double lr : sweep.lrs) grids.push_back(at_rate(sweep, lr));
  if (grids.empty()) grids.push_back(sweep.grid);
  const auto among = [](const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::ranges::count(names, name) > 0;
  };
  std::vector<GridRow> ours;
  for (const GridRow& row : rows) {
    const Grid& grid = sweep.grid;
    if (!among(grid.activations, row.activation) || !among(grid.models, row.model) ||
        !among(grid.data, row.data)) {
      continue;
    }
    if (std::ranges::any_of(grids, [&](const Grid& g) { return is_trained_like(row, g); })) {
      ours.push_back(row);
    }
  }
  return ours;
}

std::vector<Grid> second_stage(const RateSweep& sweep, const std::vector<GridRow>& rows) {
  std::vector<Grid> grids;
  if (sweep.lrs.empty()) return grids;
  const std::vector<ChosenRow> all = at_chosen_rates(rows_of(sweep, rows));
  for (std::int64_t seed = 0; seed < sweep.grid.seeds; ++seed) {  // what is compared side by side
    for (const ChosenRow& chosen : all) {
      if (chosen.choice.tried.empty()) continue;
      Grid grid = at_rate(sweep, chosen.choice.tried[chosen.choice.chosen].lr);
      grid.activations = {chosen.row.activation};
      if (!chosen.row.model.empty()) grid.models = {chosen.row.model};
      if (!chosen.row.data.empty()) grid.data = {chosen.row.data};
      grid.first_seed += seed;
      grid.seeds = 1;
      grids.push_back(grid);
    }
  }
  return grids;
}

}  // namespace actlab::studies
