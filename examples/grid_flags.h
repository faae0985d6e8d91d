// The flags of a program that trains a grid and compares: ./run study grid, ./run search verify.
#pragma once

#include <string>

#include <actlab/studies/running/grid.h>
#include "examples/command_line.h"
#include "examples/config_flags.h"
#include "examples/study_flags.h"

namespace actlab {

class GridFlags {
 public:
  // Flags for all but the activations. `defaults` is what they start from.
  GridFlags(CLI::App& command, studies::Grid defaults);
  GridFlags(const GridFlags&) = delete;
  GridFlags& operator=(const GridFlags&) = delete;

  // Trains what is missing in the study called `name`, prints its tables, writes them where
  // --output says so, and draws a picture. Returns the exit code of the program.
  int run(const StoreFlag& store, const std::string& name,
          const std::vector<std::string>& activations);

 private:
  void write_results(studies::TrialStore& store, const studies::Study& study,
                     const StoreFlag& store_flag) const;
  std::string picture_path(const StoreFlag& store_flag, const std::string& study) const;

  studies::Grid grid_;
  std::string output_;
  std::string picture_;
  ConfigFlags child_;
  LocalWorkerFlags workers_;
};

}  // namespace actlab
