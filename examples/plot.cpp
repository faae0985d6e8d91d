// ./run plot RUN [RUN ...]: draws the curves that training runs wrote down, as an SVG picture.
//
// A run is the folder that ./run train wrote (or a metrics.jsonl file in it); with --study, runs
// are the trials of a study. Runs that differ in their seeds alone are drawn as one band.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/training/recorded_run.h>
#include "examples/curves_figure.h"
#include "examples/output_guard.h"
#include "examples/program.h"
#include "examples/study_runs.h"

namespace {

using namespace actlab;

struct Options : CurvesOptions {
  std::vector<std::string> runs;
  std::string study;
  std::string store = "runs/studies.db";
  std::string output = "plot.svg";
  std::vector<std::string> only;  // "model=resnet20"
};

// The runs with those settings.
std::vector<training::RecordedRun> selected(std::vector<training::RecordedRun> runs,
                                            const std::vector<std::string>& only) {
  for (const std::string& setting : only) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      throw UsageError(text("[plot] --only ", setting, ": needs NAME=VALUE, as model=resnet20"));
    }
    std::string name = setting.substr(0, equals);
    std::ranges::replace(name, '-', '_');
    std::set<std::string> values;
    for (const auto& run : runs) values.insert(run.setting(name));
    std::erase_if(runs, [&](const training::RecordedRun& run) {
      return run.setting(name) != setting.substr(equals + 1);
    });
    if (runs.empty()) {
      throw UsageError(text("[plot] --only ", setting, ": no run has it; ", name, " is ",
                            joined(values, ", ", [](const std::string& value) {
                              return value.empty() ? "not set" : value;
                            })));
    }
  }
  return runs;
}

std::vector<training::RecordedRun> runs_of(const Options& options) {
  if (options.runs.empty() == options.study.empty()) {
    throw UsageError(
        "[plot] name runs (folders that ./run train wrote), or a study with --study NAME");
  }
  if (!options.study.empty()) return study_runs(options.study, options.store);
  std::vector<training::RecordedRun> runs;
  for (const std::string& path : options.runs) {
    if (std::filesystem::path(path).extension() == ".db") {
      throw UsageError(text("[plot] ", path, " is a store of studies: draw one of them with ",
                            "--study NAME --store ", path));
    }
    const bool again = std::ranges::count(runs, path, &training::RecordedRun::path) > 0;
    if (!again) runs.push_back(training::read_run(path));
  }
  return runs;
}

void plot(const Options& options) {
  refuse_run_file_as_output(options.output, options.runs);
  if (!options.study.empty()) refuse_input_as_output(options.output, options.store);
  const CurvesFigure curves = curves_figure(selected(runs_of(options), options.only), options);
  for (const std::string& note : curves.notes) std::cout << "note: " << note << '\n';
  write_file(options.output, report::draw(curves.figure));
  std::cout << "wrote " << options.output << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Draws curves of training runs as an SVG picture. Runs that differ in their seeds alone are\n"
      "one line, their mean, in a band from the lowest to the highest.",
      "./run plot"};
  app.footer(
      "Examples: ./run plot runs/relu-* runs/swish-* --y test_accuracy,train_loss --percent\n"
      "          ./run plot --study activations --y train_loss");
  app.add_option("run", options.runs, "folders that ./run train wrote");
  app.add_option("--y", options.columns,
                 "what to draw, a panel each: test_accuracy, train_loss, loss, lr, ...; default:\n"
                 "the first of test_accuracy, test_loss, train_loss, loss that all runs have")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--study", options.study, "draw the trials of this study instead");
  app.add_option("--store", options.store, "where it is: a file, or postgresql://...")
      ->capture_default_str();
  app.add_option("--only", options.only, "those with the setting NAME=VALUE, as model=resnet20")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_flag("--each-run", options.each_run, "a line for every run, no bands");
  app.add_option("--output", options.output, "the picture")->capture_default_str();
  app.add_option("--labels", options.labels,
                 "names in the legend, one a run or one a line; default: the activation, and in\n"
                 "what else the runs differ");
  app.add_option("--title", options.title, "default: what is drawn");
  app.add_option("--smooth", options.smooth, "mean over so many points")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_flag("--log", options.logarithmic, "logarithmic y axis");
  app.add_flag("--percent", options.percent, "accuracies as percent");
  return run_program(app, argc, argv, [&] { plot(options); });
}
