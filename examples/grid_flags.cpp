#include "examples/grid_flags.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <iterator>

#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/training/run_folder.h>
#include "examples/formula_list.h"
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
    : command_(command),
      grid_(std::move(defaults)),
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
  command
      .add_option("--lrs", lrs_,
                  "rates tried by each activation with the first seed; the seeds train at the best "
                  "on validation examples")
      ->delimiter(',')
      ->expected(1, 100);
  command.add_option("--output", output_,
                     "the tables also as OUTPUT.md and OUTPUT.csv, the picture as OUTPUT.svg");
  command.add_option("--picture", picture_, "file of the picture (SVG); none: no picture")
      ->default_str("OUTPUT.svg, else NAME.svg beside the store");
}

void GridFlags::offer_presets(CLI::App& command, training::TaskTable tasks) {
  tasks_ = std::move(tasks);
  command.add_option(
      "--preset", preset_,
      "a protocol whose settings the other flags change: " + joined(studies::preset_names(), ", "));
  command.add_flag("--dry-run", dry_run_,
                   "print the cells, their cost here and what they can show; train nothing");
}

// Flags given beside a preset count for all of its parts.
void GridFlags::change(studies::RateSweep& sweep,
                       const std::vector<std::string>& activations) const {
  child_.apply(*sweep.grid.child.config);
  if (given("--steps")) sweep.grid.steps = grid_.steps;
  if (given("--seeds")) sweep.grid.seeds = grid_.seeds;
  if (given("--first-seed")) sweep.grid.first_seed = grid_.first_seed;
  if (!activations.empty()) sweep.grid.activations = activations;
  for (std::string& data : sweep.grid.data) data = training::absolute_data(data);
  if (child_.given("lr")) sweep.lrs.clear();
  if (!lrs_.empty()) sweep.lrs = lrs_;
}

// The parts of a preset whose network or data set is named behind the flag.
void GridFlags::select(GridPlan& plan, const char* flag,
                       std::vector<std::string> studies::Grid::*names) const {
  if (command_.get_option_no_throw(flag) == nullptr || !given(flag)) return;
  std::vector<std::string> known;
  for (const auto& sweep : plan.sweeps) known.push_back((sweep.grid.*names).front());
  for (const std::string& wanted : grid_.*names) {
    if (std::ranges::count(known, wanted) > 0) continue;
    throw UsageError(text("[grid] ", flag, " ", wanted, " is not part of the preset ", preset_,
                          did_you_mean(wanted, known), "; it has ", joined(known, ", ")));
  }
  std::erase_if(plan.sweeps, [&](const studies::RateSweep& sweep) {
    return std::ranges::count(grid_.*names, (sweep.grid.*names).front()) == 0;
  });
}

// An empty name must not become the default in silence, nor one name two cells.
void GridFlags::check_names(const char* flag, const std::vector<std::string>& names) const {
  if (command_.get_option_no_throw(flag) == nullptr || !given(flag)) return;
  for (const std::string& name : names) require_not_empty(flag, name);
  require_different(text("[grid] ", flag), names);
}

GridPlan GridFlags::plan(const std::vector<std::string>& activations) {
  check_names("--data", grid_.data);
  check_names("--models", grid_.models);
  if (child_.given("lr") && !lrs_.empty()) {
    throw UsageError("[grid] --lr is one rate for all, --lrs are tried: give one of the two");
  }
  GridPlan plan;
  if (preset_.empty()) {
    plan.sweeps.push_back({grid_, lrs_});
    plan.sweeps[0].grid.activations = activations;
  } else {
    plan = plan_of(studies::find_preset(preset_), tasks_, workers_.data_dir());
    select(plan, "--models", &studies::Grid::models);
    select(plan, "--data", &studies::Grid::data);
  }
  for (studies::RateSweep& sweep : plan.sweeps) {
    change(sweep, activations);
    studies::check(sweep);
    for (const studies::Grid& grid : first_stage(sweep)) studies::grid_trials(grid);
  }
  return plan;
}

int GridFlags::run(const StoreFlag& store_flag, std::string name,
                   const std::vector<std::string>& activations) {
  const training::InterruptGuard guard;
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error that can be told
  if (name.empty()) name = preset_.empty() ? "grid" : preset_;
  studies::require_study_name(name);
  const GridPlan plan = this->plan(activations);  // what cannot be is refused before a store is
  if (!preset_.empty()) std::cout << preset_text(studies::find_preset(preset_)) << '\n';
  if (dry_run_) return forecast_of(plan, store_flag, guard);
  if (plan.sweeps.empty()) {
    write_paper_tables({}, plan);
    return 0;
  }
  studies::TrialStore store = store_flag.open(studies::Missing::create, guard);
  const studies::Study study = train(store, name, plan, store_flag, guard);
  if (guard.interrupted()) {
    std::cout << "interrupted; the same command continues\n";
    return training::kInterruptedExitCode;
  }
  write_results(store, study, plan, store_flag);
  return 0;
}

// Both stages of every sweep; what waits when Ctrl-C comes waits for the next call.
studies::Study GridFlags::train(studies::TrialStore& store, const std::string& name,
                                const GridPlan& plan, const StoreFlag& store_flag,
                                const training::InterruptGuard& guard) const {
  studies::Study study;
  const auto add = [&](const std::vector<studies::Grid>& grids) {
    for (const studies::Grid& grid : grids) study = studies::open_grid(store, name, grid);
  };
  for (const studies::RateSweep& sweep : plan.sweeps) add(first_stage(sweep));
  run_to_the_end(store, study, store_flag, workers_, guard);
  if (guard.interrupted()) return study;
  const auto rows = studies::grid_rows(studies::read_study(store, study));
  for (const studies::RateSweep& sweep : plan.sweeps) add(second_stage(sweep, rows));
  run_to_the_end(store, study, store_flag, workers_, guard);
  return study;
}

int GridFlags::forecast_of(const GridPlan& plan, const StoreFlag& store_flag,
                           const training::InterruptGuard& guard) const {
  std::vector<studies::RecordedStudy> known;
  if (store_flag.may_exist()) {
    studies::TrialStore store = store_flag.open(studies::Missing::refuse, guard);
    for (const studies::Study& study : store.studies()) {
      if (study.kind == "grid") known.push_back(studies::read_study(store, study));
    }
  }
  std::cout << forecast(plan, tasks_, workers_.data_dir(), studies::own_columns(known));
  return 0;
}

void GridFlags::write_results(studies::TrialStore& store, const studies::Study& study,
                              const GridPlan& plan, const StoreFlag& store_flag) const {
  const studies::RecordedStudy results = studies::read_study(store, study);
  std::vector<studies::GridRow> rows = studies::grid_rows(results);
  std::string rates;
  if (plan.swept() || !preset_.empty()) {
    const std::vector<studies::GridRow> ours = plan.rows_of(rows);
    if (ours.size() < rows.size()) {
      std::cout << text("left out: ", rows.size() - ours.size(), " of ", rows.size(),
                        " rows of this study, trained with other settings than these\n");
    }
    const std::vector<studies::ChosenRow> chosen = studies::at_chosen_rates(ours);
    rows = studies::rows_of(chosen);
    rates = rates_table(chosen);
    if (!plan.smaller.empty()) rates += text("\nSmaller than the paper's: ", plan.smaller, "\n");
  }
  const GridTables tables(rows);
  std::cout << tables.markdown() << rates;
  if (!output_.empty()) tables.write(output_, rates);
  if (!preset_.empty()) write_paper_tables(results, plan);
  const std::string picture = picture_path(store_flag, study.name);
  if (picture.empty() || !std::ranges::any_of(results.trials, studies::has_result)) return;
  write_file(picture, grid_picture(results));
  std::cout << "wrote " << picture << '\n';
}

void GridFlags::write_paper_tables(const studies::RecordedStudy& results,
                                   const GridPlan& plan) const {
  std::vector<studies::RecordedStudy> studies;
  if (!results.trials.empty()) studies.push_back(results);
  const std::vector<studies::Sheet> sheets = studies::paper_tables(studies, plan.not_run);
  const std::string name = output_.empty() ? preset_ + "-tables" : output_ + "-tables";
  studies::write_sheets(name, text("Searching for activation functions: ", preset_), sheets);
  std::cout << "wrote " << name << ".md, .html and a .csv of each table\n";
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
