#include <actlab/studies/report/grid_data.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <actlab/studies/findings/grid_comparison.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/store/stored_json.h>

namespace actlab::studies {
namespace {

Json interval_or_null(const std::optional<Interval>& interval) {
  return interval ? Json({interval->low, interval->high}) : Json();
}

Json row_object(const RowComparison& comparison) {
  const std::vector<double>& values = comparison.values;
  Json seeds = Json::array();
  for (const GridCell& cell : comparison.row->cells) seeds.push_back(cell.seed);
  Json object = {{"activation", comparison.row->activation}, {"seeds", seeds}, {"values", values}};
  object["median"] = values.empty() ? Json() : Json(median(values));
  object["mean"] = values.empty() ? Json() : Json(mean(values));
  object["interval"] =
      interval_or_null(values.size() < 2 ? std::nullopt : std::optional(mean_interval(values)));
  const bool compared = comparison.difference.pairs > 0;
  object["difference"] = compared ? Json(comparison.difference.difference) : Json();
  object["difference_interval"] = interval_or_null(comparison.difference.interval);
  object["verdict"] = verdict(comparison);
  object["remarks"] = remarks(*comparison.row);
  return object;
}

Json group_object(const GridGroup& group) {
  Json rows = Json::array();
  for (const RowComparison& comparison : compare_rows(group)) {
    rows.push_back(row_object(comparison));
  }
  return {
      {"name", group.name()}, {"part", group.part()}, {"measure", group.measure}, {"rows", rows}};
}

// Measures of the machine say nothing of what was learned.
bool is_shown(const Metric& metric) { return !metric.name.ends_with("_per_second"); }

Json points_by_measure(const std::vector<Metric>& metrics) {
  Json measures = Json::object();
  for (const Metric& metric : metrics) {
    if (!is_shown(metric)) continue;
    if (!measures.contains(metric.name)) measures[metric.name] = Json::array();
    measures[metric.name].push_back({metric.step, finite_or_null(metric.value)});
  }
  return measures;
}

}  // namespace

std::string grid_report_data(const RecordedStudy& study) {
  if (study.study.kind != "grid") return "null";
  const std::vector<GridRow> rows = grid_rows(study);
  const std::vector<GridGroup> groups = grid_groups(rows);
  Json list = Json::array(), curves = Json::array();
  std::vector<std::string> measures;
  for (const GridGroup& group : groups) {
    for (const GridRow* row : group.rows) {
      for (const GridCell& cell : row->cells) {
        const auto metrics = study.metrics.find(cell.trial);
        if (metrics == study.metrics.end()) continue;
        Json points = points_by_measure(metrics->second);
        for (const auto& [name, values] : points.items()) {
          if (std::ranges::count(measures, name) == 0) measures.push_back(name);
        }
        curves.push_back({{"group", list.size()},
                          {"activation", row->activation},
                          {"seed", cell.seed},
                          {"measures", std::move(points)}});
      }
    }
    list.push_back(group_object(group));
  }
  std::ranges::sort(measures, {}, [](const std::string& name) {
    return std::pair(name != "train_loss", name);  // what a reader wants first
  });
  const Json grid = {{"groups", list}, {"measures", measures}, {"curves", curves}};
  return grid.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace actlab::studies
