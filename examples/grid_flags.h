// The flags of a program that trains a grid and compares: ./run study grid, ./run search verify.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <actlab/studies/running/grid.h>
#include "examples/command_line.h"
#include "examples/config_flags.h"
#include "examples/grid_plan.h"
#include "examples/study_flags.h"

namespace actlab {

class GridFlags {
 public:
  // Flags for all but the activations. `defaults` is what they start from.
  GridFlags(CLI::App& command, studies::Grid defaults);
  GridFlags(const GridFlags&) = delete;
  GridFlags& operator=(const GridFlags&) = delete;

  // Adds --preset and --dry-run.
  void offer_presets(CLI::App& command, training::TaskTable tasks);

  // Trains what is missing in the study called `name` (empty: the preset's name, else "grid"),
  // prints its tables, writes them where --output says so, and draws a picture. Without
  // `activations` those of the preset. Returns the exit code of the program.
  int run(const StoreFlag& store, std::string name, const std::vector<std::string>& activations);

 private:
  bool given(const char* flag) const { return command_.get_option(flag)->count() > 0; }
  void check_names(const char* flag, const std::vector<std::string>& names) const;
  GridPlan plan(const std::vector<std::string>& activations);
  void change(studies::RateSweep& sweep, const std::vector<std::string>& activations) const;
  void select(GridPlan& plan, const char* flag,
              std::vector<std::string> studies::Grid::*names) const;
  studies::Study train(studies::TrialStore& store, const std::string& name, const GridPlan& plan,
                       const StoreFlag& store_flag, const training::InterruptGuard& guard) const;
  int forecast_of(const GridPlan& plan, const StoreFlag& store_flag,
                  const training::InterruptGuard& guard) const;
  void write_results(studies::TrialStore& store, const studies::Study& study, const GridPlan& plan,
                     const StoreFlag& store_flag) const;
  void write_paper_tables(const studies::RecordedStudy& results, const GridPlan& plan) const;
  std::string picture_path(const StoreFlag& store_flag, const std::string& study) const;

  CLI::App& command_;
  training::TaskTable tasks_;
  studies::Grid grid_;
  std::vector<double> lrs_;
  std::string preset_;
  bool dry_run_ = false;
  std::string output_;
  std::string picture_;
  ConfigFlags child_;
  LocalWorkerFlags workers_;
};

}  // namespace actlab
