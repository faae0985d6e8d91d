// The datasets of a training report.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/findings.h>
#include <actlab/dynamics/histogram.h>
#include <actlab/dynamics/report/function_curves.h>
#include <actlab/dynamics/report/run_json.h>
#include <actlab/dynamics/report/run_tables.h>
#include <actlab/dynamics/report/training_report.h>

namespace actlab::dynamics {
namespace {

// Of a whole page; runs have equal shares. Together about 12 MB.
constexpr std::size_t kMostNumbers = 2400000;         // four letters each, as base64
constexpr std::size_t kMostHistogramBytes = 2500000;  // 4/3 letters each
constexpr std::size_t kMostChannelNumbers = 400000;   // about three letters each
// Of a curve of training; of more records, means of neighbours are shown.
constexpr std::size_t kMostPoints = 1000;

// ---- curves of training -------------------------------------------------------------------------

struct Curve {
  std::vector<double> at, value;
};

// Means over as many neighbours as are needed; the place of a mean is its last.
Curve thinned(const Curve& curve) {
  const std::size_t width = (curve.at.size() + kMostPoints - 1) / kMostPoints;
  if (width < 2) return curve;
  Curve result;
  for (std::size_t begin = 0; begin < curve.at.size(); begin += width) {
    const std::size_t end = std::min(begin + width, curve.at.size());
    double sum = 0.0;
    for (std::size_t i = begin; i < end; ++i) sum += curve.value[i];
    result.at.push_back(curve.at[end - 1]);
    result.value.push_back(sum / static_cast<double>(end - begin));
  }
  return result;
}

Json number_list(const std::vector<double>& numbers) {
  Json list = Json::array();
  for (const double number : numbers) {
    list.push_back(std::isfinite(number) ? Json(static_cast<float>(number)) : Json());
  }
  return list;
}

// [{"unit": "step", "measure": "loss", "at": [...], "value": [...]}]
Json curves_json(const std::vector<training::Record>& records) {
  std::vector<std::pair<std::string, std::string>> order;
  std::map<std::pair<std::string, std::string>, Curve> curves;
  for (const training::Record& record : records) {
    for (const auto& [measure, value] : record.values) {
      const std::pair key(record.unit, measure);
      if (!curves.contains(key)) order.push_back(key);
      curves[key].at.push_back(static_cast<double>(record.at));
      curves[key].value.push_back(value);
    }
  }
  Json json = Json::array();
  for (const auto& key : order) {
    const Curve curve = thinned(curves[key]);
    json.push_back({{"unit", key.first},
                    {"measure", key.second},
                    {"at", number_list(curve.at)},
                    {"value", number_list(curve.value)}});
  }
  return json;
}

// ---- configurations -----------------------------------------------------------------------------

// Every setting that any run has; null where a run has none.
Json configuration_json(const std::vector<ReportedRun>& runs) {
  std::set<std::string> names;
  for (const ReportedRun& run : runs) {
    for (const auto& [name, value] : run.run.settings) names.insert(name);
  }
  Json rows = Json::array();
  for (const std::string& name : names) {
    Json values = Json::array();
    for (const ReportedRun& run : runs) {
      const auto found = run.run.settings.find(name);
      values.push_back(found == run.run.settings.end() ? Json() : Json(found->second));
    }
    const bool differs = std::ranges::any_of(values, [&](const Json& v) { return v != values[0]; });
    rows.push_back({{"name", name}, {"values", values}, {"differs", differs}});
  }
  return rows;
}

// ---- runs ---------------------------------------------------------------------------------------

const char* state_text(training::RunState state) {
  switch (state) {
    case training::RunState::finished:
      return "finished";
    case training::RunState::unfinished:
      return "unfinished";
    case training::RunState::unknown:
      break;
  }
  return "unknown";
}

bool has_looks(const ReportedRun& run) {
  return run.recording && !run.recording->snapshots.empty();
}

// The most telling sentences about a run, each with the cell of the map that it is about.
Json findings_json(const Recording& recording, const Json& steps) {
  const Rows rows(recording.layout);
  Json json = Json::array();
  for (const Finding& finding : findings(recording)) {
    const auto column = std::ranges::find_if(
        steps, [&](const Json& step) { return step.get<std::int64_t>() >= finding.step; });
    const bool has_cell = rows.has_site(finding.site) && column != steps.end();
    json.push_back({{"sentence", finding.sentence},
                    {"accuses", finding.accuses},
                    {"site", has_cell ? Json(rows.site(finding.site)) : Json()},
                    {"look", has_cell ? Json(column - steps.begin()) : Json()}});
  }
  return json;
}

Json run_json(const ReportedRun& run, const std::string& label, const PageShare& share) {
  Json json = {{"label", label},
               {"path", run.run.path},
               {"state", state_text(run.run.state)},
               {"remarks", remarks_of(run)},
               {"curves", curves_json(run.run.records)},
               {"findings", Json::array()},
               {"dynamics", Json()}};
  if (!has_looks(run)) return json;
  json["dynamics"] = dynamics_json(*run.recording, share);
  json["findings"] = findings_json(*run.recording, json["dynamics"]["steps"]);
  return json;
}

}  // namespace

std::vector<std::string> remarks_of(const ReportedRun& run) {
  std::vector<std::string> remarks = run.run.remarks;
  const std::string ended =
      training::how_it_ended(run.run, has_looks(run) ? run.recording->snapshots.back().step : 0);
  if (!ended.empty()) remarks.push_back("The run " + ended + ".");
  if (!run.unreadable.empty()) {
    remarks.push_back(run.unreadable + "; what was seen inside the network is left out");
  } else if (!run.recording) {
    remarks.push_back(
        "This run was not probed: nothing is known of what happened inside its network. Train "
        "it with --probe every=100.");
  } else {
    if (!run.recording->remark.empty()) remarks.push_back(run.recording->remark);
    if (!has_looks(run)) {
      remarks.push_back(ended.empty() ? "No look into the network has been written yet."
                                      : "No look into the network was written.");
    }
  }
  return remarks;
}

std::string training_report_data(const TrainingReport& report) {
  const auto probed = static_cast<std::size_t>(
      std::max<std::ptrdiff_t>(1, std::ranges::count_if(report.runs, has_looks)));
  const PageShare share{kMostNumbers / probed, kMostHistogramBytes / probed,
                        kMostChannelNumbers / probed};
  const std::vector<std::string> labels = run_labels(report.runs);
  Json runs = Json::array();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    runs.push_back(run_json(report.runs[i], labels[i], share));
  }
  const Json data = {
      {"runs", runs},
      {"configuration", configuration_json(report.runs)},
      {"z", {kCurveLow, kCurveHigh}},
      {"edges", {{"value", edges(Scale::value)}, {"gradient", edges(Scale::gradient)}}},
      {"refresh", report.refresh}};
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace actlab::dynamics
