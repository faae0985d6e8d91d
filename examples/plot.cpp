// ./run plot RUN [RUN ...]: draws the curves that training runs wrote down, as an SVG picture.
//
// A run is the folder that ./run train wrote (or a metrics.jsonl file in it). The picture holds one
// curve a run, named by the run's activation.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>
#include <actlab/report/figure.h>
#include "examples/program.h"

namespace {

using namespace actlab;
namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> runs;
  std::string y = "test_accuracy";
  std::string output = "plot.svg";
  std::vector<std::string> labels;
  std::string title;
  int smooth = 1;
  bool logarithmic = false;
  bool percent = false;
};

std::string read_text(const std::string& path, const std::string& advice) {
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path)) throw Error(text("[plot] cannot read ", path, "; ", advice));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string metrics_path(const std::string& run) {
  return fs::is_directory(run) ? (fs::path(run) / "metrics.jsonl").string() : run;
}

// The records of a run. The last line of a run that is still going on may be half written: it is
// left out.
std::vector<Json> read_records(const std::string& path) {
  const std::string content = read_text(path, "a run is the folder that ./run train wrote");
  std::vector<Json> records;
  int line = 0;
  std::size_t begin = 0;
  for (auto end = content.find('\n'); end != content.npos; end = content.find('\n', begin)) {
    const std::string source = text(path, " line ", ++line);
    if (end > begin) records.push_back(parse_json(content.substr(begin, end - begin), source));
    if (end > begin && !records.back().is_object()) {
      throw Error(text("[plot] ", source, ": expected a JSON object, one record of a run"));
    }
    begin = end + 1;
  }
  if (records.empty()) throw Error(text("[plot] ", path, " holds no record yet"));
  return records;
}

std::string keys_of(const std::vector<Json>& records) {
  std::vector<std::string> keys;
  for (const Json& record : records) {
    for (const auto& [key, value] : record.items()) {
      const bool known = std::find(keys.begin(), keys.end(), key) != keys.end();
      if (value.is_number() && !known) keys.push_back(key);
    }
  }
  std::string joined;
  for (const std::string& key : keys) joined += (joined.empty() ? "" : ", ") + key;
  return joined;
}

// "epoch" where the records that hold y count epochs, else "step".
std::string x_of(const Json& record) { return record.contains("epoch") ? "epoch" : "step"; }

// Each point becomes the mean of the points up to `width` / 2 away on both sides, as far as there
// are such.
void smooth(std::vector<double>& values, int width) {
  const std::vector<double> original = values;
  const auto count = static_cast<std::int64_t>(values.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t first = std::max<std::int64_t>(0, i - width / 2);
    const std::int64_t last = std::min<std::int64_t>(count - 1, i + width / 2);
    double sum = 0.0;
    for (std::int64_t j = first; j <= last; ++j) sum += original[static_cast<std::size_t>(j)];
    values[static_cast<std::size_t>(i)] = sum / static_cast<double>(last - first + 1);
  }
}

report::Series read_curve(const std::string& run, const Options& options, std::string& x_label) {
  const std::string path = metrics_path(run);
  const std::vector<Json> records = read_records(path);
  report::Series series;
  for (const Json& record : records) {
    if (!record.contains(options.y)) continue;
    const std::string x = x_of(record);
    if (!record.contains(x) || !record[x].is_number()) {
      throw Error(text("[plot] ", path, ": a record with '", options.y, "' has no step or epoch"));
    }
    const Json& y = record[options.y];
    x_label = x;
    series.x.push_back(record[x].get<double>());
    series.y.push_back(y.is_number() ? y.get<double>() : std::nan(""));
  }
  if (series.x.empty()) {
    throw UsageError(
        text("[plot] ", path, " has no '", options.y, "'; it has: ", keys_of(records)));
  }
  smooth(series.y, options.smooth);
  if (options.percent) {
    for (double& y : series.y) y *= 100.0;
  }
  return series;
}

// The run's activation as its config.json names it, or the folder's name.
std::string label_of(const std::string& run) {
  const fs::path folder = fs::is_directory(run) ? fs::path(run) : fs::path(run).parent_path();
  const fs::path config = folder / "config.json";
  if (!fs::exists(config)) return fs::path(run).filename().string();
  const Json json = parse_json(read_text(config.string(), "is it readable?"), config.string());
  const Json& fields = json.contains("config") ? json["config"] : json;
  if (fields.contains("activation") && fields["activation"].is_string()) {
    return fields["activation"].get<std::string>();
  }
  return folder.filename().string();
}

std::string spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

void plot(const Options& options) {
  if (!options.labels.empty() && options.labels.size() != options.runs.size()) {
    throw UsageError(text("[plot] --labels needs one label a run: got ", options.labels.size(),
                          " for ", options.runs.size(), " runs"));
  }
  report::Panel panel;
  const std::string what = spaced(options.y) + (options.percent ? ", %" : "");
  if (!options.title.empty()) panel.y.label = what;
  panel.y.logarithmic = options.logarithmic;
  for (std::size_t i = 0; i < options.runs.size(); ++i) {
    report::Series series = read_curve(options.runs[i], options, panel.x.label);
    series.label = options.labels.empty() ? label_of(options.runs[i]) : options.labels[i];
    for (const report::Series& other : panel.series) {
      if (options.labels.empty() && other.label == series.label) {
        series.label += " (" + fs::path(options.runs[i]).filename().string() + ")";
      }
    }
    panel.series.push_back(std::move(series));
  }
  const std::string title = options.title.empty() ? what : options.title;
  write_file(
      options.output,
      report::draw(
          {.title = title, .panels = {std::move(panel)}, .panel_width = 720, .panel_height = 420}));
  std::cout << "wrote " << options.output << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Draws curves of training runs as an SVG picture.", "./run plot"};
  app.footer(
      "Example: ./run plot runs/relu runs/swish --y test_accuracy --percent --output curves.svg");
  app.add_option("run", options.runs, "folders that ./run train wrote")->required();
  app.add_option("--y", options.y, "what to draw: test_accuracy, train_loss, loss, lr, ...")
      ->capture_default_str();
  app.add_option("--output", options.output, "the picture")->capture_default_str();
  app.add_option("--labels", options.labels,
                 "names in the legend, one a run; default: the activation");
  app.add_option("--title", options.title, "default: what is drawn");
  app.add_option("--smooth", options.smooth, "mean over so many points")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_flag("--log", options.logarithmic, "logarithmic y axis");
  app.add_flag("--percent", options.percent, "fractions as percent");
  return run_program(app, argc, argv, [&] { plot(options); });
}
