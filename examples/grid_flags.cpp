#include "examples/grid_flags.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iostream>

#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/training/run_folder.h>
#include "examples/grid_picture.h"
#include "examples/grid_table.h"
#include "examples/study_loop.h"

namespace actlab {
namespace {

// The settings that are the same in all cells of a grid; the rest the grid says.
std::vector<std::string> child_fields(const training::Config& child) {
  std::vector<std::string> names = training::setting_names(child);
  std::erase_if(names, [](const std::string& name) {
    const bool varies = name == "data" || name == "model";
    return varies || (!studies::decides_a_trial(name) && name != "allow-constant");
  });
  return names;
}

}  // namespace

GridFlags::GridFlags(CLI::App& command, studies::Grid defaults)
    : grid_(std::move(defaults)),
      child_(command, child_fields(*grid_.child.config), *grid_.child.config),
      workers_(command) {
  const auto list = [](CLI::Option* option) {
    option->delimiter(',')->capture_default_str()->expected(1, 1000);
  };
  const auto copy = grid_.child.config->clone();
  for (const Setting& setting : copy->settings()) {
    if (setting.name == "data") list(command.add_option("--data", grid_.data, setting.help));
    if (setting.name == "model") list(command.add_option("--models", grid_.models, setting.help));
  }
  command.add_option("--seeds", grid_.seeds, "trainings of each")->capture_default_str();
  command.add_option("--first-seed", grid_.first_seed, "the others follow")->capture_default_str();
  command.add_option("--steps", grid_.steps, "of each training")->capture_default_str();
  command.add_option("--output", output_,
                     "the tables also as OUTPUT.md and OUTPUT.csv, the picture as OUTPUT.svg");
  command.add_option("--picture", picture_, "file of the picture (SVG); none: no picture")
      ->default_str("OUTPUT.svg, else NAME.svg beside the store");
}

int GridFlags::run(const StoreFlag& store_flag, const std::string& name,
                   const std::vector<std::string>& activations) {
  const training::InterruptGuard guard;
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error that can be told
  child_.apply(*grid_.child.config);
  for (std::string& data : grid_.data) data = training::absolute_data(data);
  grid_.activations = activations;
  studies::grid_trials(grid_);  // what cannot be is refused before a store is made
  studies::require_study_name(name);
  studies::TrialStore store = store_flag.open(studies::Missing::create, guard);
  const studies::Study study = studies::open_grid(store, name, grid_);
  run_to_the_end(store, study, store_flag, workers_, guard);
  if (guard.interrupted()) {
    std::cout << "interrupted; the same command continues\n";
    return training::kInterruptedExitCode;
  }
  write_results(store, study, store_flag);
  return 0;
}

void GridFlags::write_results(studies::TrialStore& store, const studies::Study& study,
                              const StoreFlag& store_flag) const {
  const studies::RecordedStudy results = studies::read_study(store, study);
  const GridTables tables(studies::grid_rows(results));
  std::cout << tables.markdown();
  if (!output_.empty()) tables.write(output_);
  const std::string picture = picture_path(store_flag, study.name);
  if (picture.empty() || !std::ranges::any_of(results.trials, studies::has_result)) return;
  write_file(picture, grid_picture(results));
  std::cout << "wrote " << picture << '\n';
}

// Empty: none is wanted.
std::string GridFlags::picture_path(const StoreFlag& store_flag, const std::string& study) const {
  if (picture_ == "none") return "";
  if (!picture_.empty()) return picture_;
  if (!output_.empty()) return output_ + ".svg";
  const std::filesystem::path checkpoints = studies::checkpoint_folder(store_flag.store);
  return (checkpoints.parent_path() / (file_name_of(study) + ".svg")).string();
}

}  // namespace actlab
