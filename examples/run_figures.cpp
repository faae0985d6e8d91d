#include "examples/run_figures.h"

#include <iostream>
#include <set>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/report/parameter_figure.h>
#include <actlab/dynamics/report/pre_activation_figure.h>
#include <actlab/dynamics/report/training_report.h>
#include "examples/curves_figure.h"
#include "examples/formula_list.h"
#include "examples/output_guard.h"

namespace actlab {
namespace {

// The record of a run, and a note where a part of it was left out.
dynamics::Recording recording_of(const std::string& folder) {
  const dynamics::ReportedRun run = dynamics::read_reported_run(folder);
  if (!run.unreadable.empty()) throw Error(run.unreadable);
  if (!run.recording) {
    throw UsageError(text("[figure] ", folder, " has no dynamics.jsonl: nobody looked into the ",
                          "network; train with --probe at=0,N, N being the number of steps"));
  }
  if (!run.recording->remark.empty()) std::cout << "note: " << run.recording->remark << '\n';
  return *run.recording;
}

// "resnet20 on cifar10" where all runs have one network and one data set.
std::string common_ground(const std::vector<training::RecordedRun>& runs) {
  std::vector<std::string> values;
  for (const char* name : {"model", "data"}) {
    const std::string value = runs.front().setting(name);
    for (const training::RecordedRun& run : runs) {
      if (run.setting(name) != value) return "";
    }
    values.push_back(value);
  }
  return joined_nonempty(values, " on ");
}

}  // namespace

RunFigures::RunFigures(CLI::App& figure)
    : pre_activations_(add(figure, "6", "pre-activations of a probed run, at its start and end")),
      parameter_values_(add(figure, "7", "trained values of beta, of probed runs side by side")),
      curves_(add(figure, "8", "training curves of several activations")) {
  pre_activations_->get_option("run")->expected(1);
  parameter_values_->add_option("--parameter", parameter_, "of the activation")
      ->capture_default_str();
  curves_->add_option("--smooth", smooth_, "losses as means over so many points")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
}

CLI::App* RunFigures::add(CLI::App& figure, const std::string& number, const std::string& what) {
  CLI::App* command = figure.add_subcommand(number, what);
  command->add_option("run", runs_, "folders that ./run train wrote")->required();
  const std::string output = "figure-" + number + ".svg";
  command->add_option("--output", output_, "the picture; default: " + output);
  command->final_callback([this, output] {
    require_different("[figure] the list of runs", runs_);
    if (output_.empty()) output_ = output;
  });
  return command;
}

bool RunFigures::asked() const {
  return pre_activations_->parsed() || parameter_values_->parsed() || curves_->parsed();
}

void RunFigures::draw() const {
  refuse_run_file_as_output(output_, runs_);
  if (pre_activations_->parsed()) draw_pre_activations();
  if (parameter_values_->parsed()) draw_parameter();
  if (curves_->parsed()) draw_curves();
}

void RunFigures::draw_pre_activations() const {
  const dynamics::ToldFigure told = dynamics::pre_activation_figure(recording_of(runs_.front()));
  write(report::draw(told.figure));
  std::cout << told.sentence << '\n';
}

void RunFigures::draw_parameter() const {
  std::vector<dynamics::NamedRecording> recordings;
  for (const std::string& run : runs_) {
    try {
      recordings.push_back({run, recording_of(run)});
    } catch (const UsageError&) {
      throw;
    } catch (const Error& error) {  // the others are shown
      if (runs_.size() == 1) throw;
      std::cout << "note: " << error.what() << "; " << run << " is left out\n";
    }
  }
  const dynamics::ToldFigure told = dynamics::parameter_figure(recordings, parameter_);
  write(report::draw(told.figure));
  std::cout << told.sentence << '\n';
}

// The loss of training by step, smoothed, and the accuracy on the test set by epoch, as it is.
void RunFigures::draw_curves() const {
  std::vector<training::RecordedRun> runs;
  for (const std::string& run : runs_) runs.push_back(training::read_run(run));
  const CurvesFigure losses = curves_figure(runs, {.columns = {"loss"}, .smooth = smooth_});
  const CurvesFigure accuracies =
      curves_figure(runs, {.columns = {"test_accuracy"}, .percent = true});
  report::Figure figure{.title = "Training curves"};
  if (const std::string ground = common_ground(runs); !ground.empty()) {
    figure.title += ": " + ground;
  }
  std::set<std::string> notes;
  for (const CurvesFigure& part : {losses, accuracies}) {
    figure.panels.push_back(part.figure.panels.front());
    figure.panels.back().title = part.figure.title;
    figure.panels.back().y.label.clear();
    for (const std::string& note : part.notes) {
      if (notes.insert(note).second) std::cout << "note: " << note << '\n';
    }
  }
  figure.note = text("Loss: mean over ", smooth_, " records. The paper's Figure 8 is of Mobile ",
                     "NASNet-A on ImageNet.");
  write(report::draw(figure));
}

void RunFigures::write(const std::string& svg) const {
  write_file(output_, svg);
  std::cout << "wrote " << output_ << '\n';
}

}  // namespace actlab
