#include "examples/page_command.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <system_error>

#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/findings/cell_command.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/findings/trials_csv.h>
#include <actlab/studies/report/study_page.h>
#include <actlab/tasks/table.h>
#include <actlab/training/config_text.h>
#include "examples/grid_plan.h"

namespace actlab {
namespace {

using studies::PageRequest;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError(text("[page] cannot read ", path, "; ./run study cost writes it"));
  return {std::istreambuf_iterator<char>(file), {}};
}

// What the data of the study's first training is made of; empty where it is not on this machine.
std::string data_of(const studies::RecordedStudy& study, const training::TaskTable& tasks,
                    const std::string& data_dir) {
  if (study.trials.empty()) return "";
  try {
    studies::TrainingTrialSpec spec =
        studies::parse_training_trial(study.trials.front().configuration, "the first trial", tasks);
    training::set_data_dir(*spec.config, data_dir);
    const auto& kind = training::find_task(tasks, spec.config->task());
    return kind.open(*spec.config)->data_fingerprint();
  } catch (const Error&) {
    return "";
  }
}

// Of a row that has a result.
std::string example_of(const studies::RecordedStudy& study, const training::TaskTable& tasks) {
  const auto trained = std::ranges::find_if(study.trials, studies::has_result);
  return trained == study.trials.end() ? "" : studies::cell_command(*trained, tasks);
}

void add_protocol(PageRequest& request, const std::string& preset_name, const GridPlan& plan) {
  const studies::Preset& preset = studies::find_preset(preset_name);
  request.protocol = preset_text(preset);
  request.wanted.activations = preset.activations;
  for (const studies::RateSweep& sweep : plan.sweeps) {
    request.trainings += studies::trainings_of(sweep);
    request.wanted.seeds = std::max(request.wanted.seeds, sweep.grid.seeds);
  }
  request.commands.push_back("./run study grid --preset " + preset_name);
}

}  // namespace

PageCommand::PageCommand(CLI::App& study)
    : command_(study.add_subcommand(
          "page", "a grid as a folder to keep: page, rows, commands, tables, picture")) {
  command_->add_option("name", name_, "of a grid")->default_str("the only study");
  command_->add_option("--preset", preset_, "its protocol, which says what is missing; or none")
      ->default_str("that of the study's name");
  command_->add_option("--costs", costs_, "what ./run study cost wrote")
      ->default_str("OUTPUT/costs.jsonl where it is there");
  command_->add_option("--data-dir", data_dir_,
                       "folder of data sets; else $ACTLAB_DATA, ~/.cache/actlab");
  command_->add_option("--output", output_, "a folder")->capture_default_str();
}

std::string PageCommand::preset_of(const studies::Study& study) const {
  if (preset_ == "none") return "";
  if (!preset_.empty()) return studies::find_preset(preset_).name;
  const std::vector<std::string> names = studies::preset_names();
  return std::ranges::count(names, study.name) > 0 ? study.name : "";
}

int PageCommand::run(const StoreFlag& store_flag, const training::InterruptGuard& guard) const {
  const training::TaskTable tasks = tasks::table();
  studies::TrialStore store = store_flag.open(studies::Missing::refuse, guard);
  const studies::Study study = named_or_only(store, name_);
  const studies::RecordedStudy record = studies::read_study(store, study);
  const std::string costs = costs_.empty() ? output_ + "/costs.jsonl" : costs_;
  const std::string preset = preset_of(study);

  PageRequest request;
  if (!preset.empty())
    add_protocol(request, preset, plan_of(studies::find_preset(preset), tasks, data_dir_));
  if (!costs_.empty() || std::filesystem::exists(costs)) {
    request.costs = content_of(costs);
    const std::string of = preset.empty() ? "" : " --preset " + preset;
    request.commands.push_back(
        text("./run study cost", of, " --output ", studies::shell_word(costs)));
  }
  request.commands.push_back(text("./run study page ", studies::shell_word(study.name),
                                  " --output ", studies::shell_word(output_)));
  std::ostringstream rows;
  studies::export_csv(store, study, rows, tasks);
  request.rows_csv = rows.str();
  request.example = example_of(record, tasks);
  request.data = data_of(record, tasks, data_dir_);

  const std::vector<studies::PageFile> files = studies::study_page(record, request);
  std::error_code reason;  // write_file says what is wrong
  std::filesystem::create_directories(output_, reason);
  for (const studies::PageFile& file : files) write_file(output_ + "/" + file.name, file.content);
  std::cout << "wrote " << files.size() << " files to " << output_ << '\n';
  return 0;
}

}  // namespace actlab
