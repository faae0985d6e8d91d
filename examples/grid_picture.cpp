#include "examples/grid_picture.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/report/figure.h>
#include <actlab/studies/findings/grid_results.h>
#include <actlab/studies/findings/statistics.h>

namespace actlab {
namespace {

using studies::GridGroup;
using studies::GridRow;

report::Series loss_of(const studies::RecordedStudy& study, const GridRow& row) {
  std::map<std::int64_t, std::vector<double>> values;  // by step
  for (const studies::GridCell& cell : row.cells) {
    const auto metrics = study.metrics.find(cell.trial);
    if (metrics == study.metrics.end()) continue;
    for (const studies::Metric& metric : metrics->second) {
      if (metric.name == "train_loss" && std::isfinite(metric.value)) {
        values[metric.step].push_back(metric.value);
      }
    }
  }
  report::Series series{.label = row.activation};
  for (const auto& [step, losses] : values) {
    series.x.push_back(static_cast<double>(step));
    series.y.push_back(studies::median(losses));
    const auto [low, high] = std::ranges::minmax(losses);
    series.low.push_back(low);
    series.high.push_back(high);
  }
  return series;
}

report::Series values_of(const GridRow& row, const GridGroup& group) {
  report::Series series{.label = row.activation, .dots = true};
  const std::vector<double> values = studies::values_of(row, group.of_test);
  for (std::size_t i = 0; i < values.size(); ++i) {
    series.x.push_back(static_cast<double>(row.cells[i].seed));
    series.y.push_back(group.of_accuracy() ? 100.0 * values[i] : values[i]);
  }
  return series;
}

// With room for the dots at both ends.
report::Range seeds_of(const GridGroup& group) {
  std::int64_t first = studies::kLargestSeed, last = 0;
  for (const GridRow* row : group.rows) {
    for (const studies::GridCell& cell : row->cells) {
      first = std::min(first, cell.seed);
      last = std::max(last, cell.seed);
    }
  }
  return {static_cast<double>(std::min(first, last)) - 0.5, static_cast<double>(last) + 0.5};
}

}  // namespace

std::string grid_picture(const studies::RecordedStudy& study) {
  const std::vector<GridRow> rows = studies::grid_rows(study);
  report::Figure figure{.title = study.study.name};
  for (const GridGroup& group : studies::grid_groups(rows)) {
    report::Panel loss{.title = group.name() + ": loss in training",
                       .x = {.label = "step", .whole = true}};
    report::Panel values{
        .title = text(group.part(),
                      group.of_accuracy() ? " accuracy of each seed, %" : " reward of each seed"),
        .x = {.label = "seed", .range = seeds_of(group), .whole = true}};
    for (const GridRow* row : group.rows) {
      if (row->cells.empty()) continue;
      loss.series.push_back(loss_of(study, *row));
      values.series.push_back(values_of(*row, group));
    }
    if (loss.series.empty()) continue;
    figure.panels.push_back(std::move(loss));
    figure.panels.push_back(std::move(values));
  }
  if (figure.panels.empty()) {
    throw UsageError(text("[grid] '", study.study.name, "' has no result yet to draw"));
  }
  return report::draw(figure);
}

}  // namespace actlab
