#include "examples/cost_command.h"

#include <filesystem>
#include <iostream>
#include <system_error>
#include <vector>

#include <actlab/core/base/formatted.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/findings/activation_costs.h>
#include <actlab/tasks/table.h>
#include <actlab/training/config_text.h>
#include "examples/config_flags.h"
#include "examples/formula_list.h"
#include "examples/grid_plan.h"
#include "examples/threads.h"

namespace actlab {
namespace {

std::string line_of(const studies::ActivationCost& cost) {
  const studies::Interval span = cost.over_relu_span();
  const std::string numbers =
      formatted("%.3f times relu (quartiles %.3f to %.3f), %.4g s", cost.over_relu(), span.low,
                span.high, studies::median(cost.seconds));
  return text(cost.model, " on ", cost.data, ", ", cost.activation, ": ", numbers, " an update of ",
              cost.batch, "\n");
}

}  // namespace

CostCommand::CostCommand(CLI::App& study)
    : command_(study.add_subcommand(
          "cost", "times every activation of a preset beside relu, for the page of a study")) {
  command_->add_option("--preset", preset_, "whose networks and activations")
      ->capture_default_str();
  command_->add_option("--activations", activations_, "catalog names or formulas")
      ->default_str("the preset's");
  command_->add_option("--turns", turns_, "updates of each that count")
      ->capture_default_str()
      ->check(CLI::Range(3, 1000));
  command_->add_option("--threads", threads_, "of this process; 0: one a core")
      ->capture_default_str()
      ->check(CLI::Range(0, 1024));
  command_->add_option("--data-dir", data_dir_,
                       "folder of data sets; else $ACTLAB_DATA, ~/.cache/actlab");
  command_->add_option("--output", output_, "a JSON object a line")->capture_default_str();
}

int CostCommand::run(const training::InterruptGuard& guard) const {
  const bool given = command_->get_option("--activations")->count() > 0;
  if (given) require_not_empty("--activations", activations_);
  use_threads(threads_, std::cout);
  const training::TaskTable tasks = tasks::table();
  const studies::Preset& preset = studies::find_preset(preset_);
  const std::vector<std::string> activations =
      activations_.empty() ? preset.activations : formulas_of(activations_);
  require_different("[cost] --activations", activations);
  const GridPlan plan = plan_of(preset, tasks, data_dir_);
  for (const studies::NotRun& part : plan.not_run) {
    std::cout << part.for_network << " on " << part.for_data << ": not timed: " << part.why << '\n';
  }
  if (plan.sweeps.empty()) {
    throw UsageError(text("[cost] nothing of the preset ", preset_, " can be trained here"));
  }
  std::error_code reason;  // write_file says what is wrong
  std::filesystem::create_directories(std::filesystem::path(output_).parent_path(), reason);
  std::string lines;
  for (const studies::RateSweep& sweep : plan.sweeps) {
    const std::string &data = sweep.grid.data.front(), &model = sweep.grid.models.front();
    studies::TrainingTrialSpec child = studies::grid_child(sweep.grid, data, model);
    training::set_data_dir(*child.config, data_dir_);
    for (const std::string& activation : activations) {
      if (guard.interrupted()) return training::kInterruptedExitCode;
      const studies::ActivationCost cost = studies::activation_cost(
          child, activation, tasks, studies::steady_clock(), {.most = turns_, .seconds = 60.0});
      std::cout << line_of(cost) << std::flush;
      lines += to_json_line(cost) + '\n';
      write_file(output_, lines);
    }
  }
  std::cout << "wrote " << output_ << '\n';
  return 0;
}

}  // namespace actlab
