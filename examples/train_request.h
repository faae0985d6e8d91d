// What a person asked ./run train for: which task, with which settings, in which folder.
//
// The order in which settings count: the task's defaults, the run that is resumed, --config, then
// the flags.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/training/task_table.h>
#include "examples/config_flags.h"

namespace actlab {

class TrainRequest {
 public:
  // Adds the flags of the task that the command line means, so that --help is about that task.
  TrainRequest(CLI::App& app, training::TaskTable table, std::vector<std::string> command_line);

  // Once the flags are parsed. Throws UsageError for what cannot be, before any data is read.
  void read();

  const training::TaskKind& kind() const { return *kind_; }
  const training::Config& config() const { return *config_; }
  bool resumes() const { return !resume_.empty(); }
  bool reports_memory() const { return report_memory_; }

  // Makes the folder of the run, or goes into that of the run that is resumed, and writes down
  // there what is run. Throws Error where it cannot be written.
  std::string open_folder(std::int64_t parameters) const;

  // "; --depth belongs to the task points: --task points", or nothing.
  std::string whose_flag(const std::string& flag) const;

 private:
  const training::TaskKind& meant_kind() const;

  training::TaskTable table_;
  std::vector<std::string> command_line_;
  std::string task_;
  std::string config_file_;
  std::string resume_;
  bool report_memory_ = false;
  const training::TaskKind* kind_;  // in table_
  std::unique_ptr<training::Config> config_;
  std::unique_ptr<ConfigFlags> flags_;
};

}  // namespace actlab
