#include "examples/curves_figure.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include <actlab/core/base/error.h>
#include <actlab/training/run_curves.h>

namespace actlab {
namespace {

using training::Band;
using training::Curve;
using training::RecordedRun;
using training::RunState;

constexpr std::size_t kMostMarkers = 30;  // points of a curve that is drawn with them
constexpr std::size_t kMostTold = 2;      // settings that a label names

using Runs = std::vector<RecordedRun>;

// What becomes one line.
struct Line {
  std::string label;
  std::vector<std::size_t> runs;
};

std::string spaced(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

std::string folder_name(const RecordedRun& run) {
  const std::filesystem::path path(run.path);
  const bool is_file = path.filename() == "metrics.jsonl" && path.has_parent_path();
  if (is_file) return path.parent_path().filename().string();
  return (path.extension() == ".jsonl" ? path.stem() : path.filename()).string();
}

// Settings in which the lines differ, beside the activation; those that people ask for come first.
std::vector<std::string> differing(const Runs& runs, const std::vector<Line>& lines) {
  std::set<std::string> names;
  for (const Line& line : lines) {
    for (const auto& [name, value] : runs[line.runs.front()].settings) {
      if (name != "activation" && !training::is_chance_or_output(name)) names.insert(name);
    }
  }
  std::vector<std::string> result;
  for (const std::string& name : names) {
    const auto value = [&](const Line& line) { return runs[line.runs.front()].setting(name); };
    const auto differs = [&](const Line& line) { return value(line) != value(lines.front()); };
    if (std::ranges::any_of(lines, differs)) result.push_back(name);
  }
  const auto is_usual = [](const std::string& name) {
    return name == "data" || name == "model" || name == "lr";
  };
  std::stable_partition(result.begin(), result.end(), is_usual);
  return result;
}

// Of those settings the ones without which some lines would have one name: what follows from
// another, as the width of a network from the network, is not told.
std::vector<std::string> telling(const Runs& runs, const std::vector<Line>& lines) {
  std::vector<std::string> names(lines.size());
  const auto add = [&](const std::string& setting) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      names[i] += runs[lines[i].runs.front()].setting(setting) + '\n';
    }
    return std::set(names.begin(), names.end()).size();
  };
  std::size_t apart = add("activation");
  std::vector<std::string> told;
  for (const std::string& setting : differing(runs, lines)) {
    const std::vector<std::string> before = names;
    const std::size_t now = add(setting);
    if (now > apart) {
      told.push_back(setting);
      apart = now;
    } else {
      names = before;
    }
  }
  return told;
}

// The activation, and what else tells lines apart; a folder's name where nothing does.
void name_lines(const Runs& runs, std::vector<Line>& lines) {
  const std::vector<std::string> told = telling(runs, lines);
  for (Line& line : lines) {
    const RecordedRun& run = runs[line.runs.front()];
    line.label = run.setting("activation");
    if (line.label.empty()) line.label = folder_name(run);
    for (std::size_t i = 0; told.size() <= kMostTold && i < told.size(); ++i) {
      const std::string value = run.setting(told[i]);
      if (!value.empty()) line.label += ", " + spaced(told[i]) + " " + value;
    }
  }
  const std::vector<Line> named = lines;
  for (Line& line : lines) {
    const bool shared = std::ranges::count(named, line.label, &Line::label) > 1;
    const std::string folder = folder_name(runs[line.runs.front()]);
    if (shared && line.label != folder) line.label += " (" + folder + ")";
    if (line.runs.size() > 1) line.label += text(" (", line.runs.size(), " seeds)");
  }
}

void take_labels(const std::vector<std::string>& labels, std::size_t runs,
                 std::vector<Line>& lines) {
  if (labels.size() != runs && labels.size() != lines.size()) {
    throw UsageError(text("[plot] --labels needs one label a run, or one a line: got ",
                          labels.size(), " for ", runs, " runs in ", lines.size(), " lines"));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].label = labels[labels.size() == lines.size() ? i : lines[i].runs.front()];
  }
}

std::vector<Line> lines_of(const Runs& runs, const CurvesOptions& options) {
  std::vector<Line> lines;
  if (options.each_run) {
    for (std::size_t i = 0; i < runs.size(); ++i) lines.push_back({"", {i}});
  } else {
    for (auto& group : training::seed_groups(runs)) lines.push_back({"", std::move(group)});
  }
  name_lines(runs, lines);
  if (!options.labels.empty()) take_labels(options.labels, runs.size(), lines);
  return lines;
}

bool has(const RecordedRun& run, const std::string& column) {
  return std::ranges::count(training::columns_of(run), column) > 0;
}

std::string usual_column(const Runs& runs) {
  for (const char* column : {"test_accuracy", "test_loss", "validation_accuracy", "validation_loss",
                             "train_loss", "loss"}) {
    const auto there = [&](const RecordedRun& run) {
      return run.records.empty() || has(run, column);
    };
    if (std::ranges::all_of(runs, there)) return column;
  }
  return "loss";
}

bool is_accuracy(const std::string& column) { return column.ends_with("accuracy"); }

void note_once(std::vector<std::string>& notes, const std::string& note) {
  if (std::ranges::count(notes, note) == 0) notes.push_back(note);
}

// Runs of which there is nothing to draw may stand beside others.
void require_records(const Runs& runs) {
  if (std::ranges::any_of(runs, [](const RecordedRun& run) { return !run.records.empty(); }))
    return;
  const std::string ended = training::how_it_ended(runs.front());
  throw UsageError(text("[plot] ", runs.front().path, " has written no record",
                        ended.empty() ? " yet" : ": it " + ended));
}

std::string why_it_lacks(const RecordedRun& run, const std::string& column) {
  const std::string ended = training::how_it_ended(run);
  const std::string lacks = run.path + " has no '" + column + "'";
  return ended.empty() ? lacks + " yet" : lacks + ": it " + ended;
}

// The lines with those of their runs that have the column: what has not ended may lack it yet.
std::vector<Line> lines_with(const Runs& runs, const std::vector<Line>& lines,
                             const std::string& column, CurvesFigure& result) {
  std::vector<Line> kept;
  for (Line line : lines) {
    std::erase_if(line.runs, [&](std::size_t run) {
      const bool may_lack = runs[run].state == RunState::unfinished || runs[run].records.empty();
      const bool lacks = may_lack && !has(runs[run], column);
      if (lacks) result.notes.push_back(why_it_lacks(runs[run], column));
      return lacks;
    });
    if (!line.runs.empty()) kept.push_back(line);
  }
  if (kept.empty()) {  // says what there is
    training::curve_of(
        *std::ranges::find_if(runs, [](const auto& r) { return !r.records.empty(); }), column);
  }
  return kept;
}

// One line of one panel.
report::Series series_of(const Runs& runs, const Line& line, const std::string& column, double unit,
                         int smooth, CurvesFigure& result) {
  std::vector<Curve> curves;
  report::Series series{.label = line.label};
  for (const std::size_t index : line.runs) {
    curves.push_back(training::curve_of(runs[index], column));
    training::smooth(curves.back(), smooth);
    series.open_end = series.open_end || runs[index].state == RunState::unfinished;
  }
  const Band band = training::band_of(curves);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (curves[i].at.size() == band.mean.at.size()) continue;
    note_once(result.notes, "the runs of '" + line.label +
                                "' are not of one length: their band ends with the shortest");
  }
  const auto scaled = [&](std::vector<double> values) {
    for (double& value : values) value *= unit;
    return values;
  };
  series.x = band.mean.at;
  series.y = scaled(band.mean.values);
  if (curves.size() == 1) return series;
  series.low = scaled(band.low);
  series.high = scaled(band.high);
  return series;
}

// "epoch" or "step": what the column is written by, in all of these runs.
std::string unit_of(const Runs& runs, const std::vector<Line>& lines, const std::string& column) {
  const RecordedRun& first = runs[lines.front().runs.front()];
  const std::string unit = training::curve_of(first, column).unit;
  for (const Line& line : lines) {
    for (const std::size_t run : line.runs) {
      const std::string other = training::curve_of(runs[run], column).unit;
      if (other == unit) continue;
      throw UsageError(text("[plot] '", column, "' is written by ", unit, " in ", first.path,
                            " and by ", other, " in ", runs[run].path, "; draw them apart"));
    }
  }
  return unit;
}

report::Panel panel_of(const Runs& runs, const std::vector<Line>& all, const std::string& column,
                       const CurvesOptions& options, bool percent, CurvesFigure& result) {
  const std::vector<Line> lines = lines_with(runs, all, column, result);
  report::Panel panel{.title = spaced(column) + (percent ? ", %" : ""),
                      .x = {.label = unit_of(runs, lines, column), .whole = true},
                      .y = {.logarithmic = options.logarithmic}};
  std::size_t longest = 0;
  for (const Line& line : lines) {
    panel.series.push_back(
        series_of(runs, line, column, percent ? 100.0 : 1.0, options.smooth, result));
    longest = std::max(longest, panel.series.back().x.size());
  }
  for (report::Series& series : panel.series) series.markers = longest <= kMostMarkers;
  return panel;
}

std::string key_of(const report::Figure& figure) {
  bool bands = false, rings = false;
  for (const report::Series& series : figure.panels.front().series) {
    bands = bands || !series.low.empty();
    rings = rings || series.open_end;
  }
  std::string key = bands ? "Line: mean of the seeds; band: from the lowest to the highest." : "";
  if (rings) key += text(key.empty() ? "" : " ", "Ring: a run that has not ended.");
  return key;
}

}  // namespace

CurvesFigure curves_figure(const Runs& runs, const CurvesOptions& options) {
  require_records(runs);
  const std::vector<Line> lines = lines_of(runs, options);
  std::vector<std::string> columns = options.columns;
  if (columns.empty()) columns.push_back(usual_column(runs));
  const bool some = std::ranges::any_of(columns, is_accuracy);
  CurvesFigure result;
  for (const RecordedRun& run : runs) {
    for (const std::string& remark : run.remarks) result.notes.push_back(remark);
  }
  report::Figure& figure = result.figure;
  for (const std::string& column : columns) {
    const bool percent = options.percent && (is_accuracy(column) || !some);
    figure.panels.push_back(panel_of(runs, lines, column, options, percent, result));
  }
  figure.title = options.title;
  if (columns.size() == 1) {
    report::Panel& panel = figure.panels.front();
    (figure.title.empty() ? figure.title : panel.y.label) = panel.title;
    panel.title.clear();
    figure.panel_width = 720;
    figure.panel_height = 420;
  }
  figure.note = key_of(figure);
  return result;
}

}  // namespace actlab
