// What a person asked ./run train for: which task, with which settings, in which folder.
//
// The order in which settings count: the task's defaults, the run that is resumed, --config, then
// the flags.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/training/loop.h>
#include <actlab/training/task_table.h>
#include "examples/command_line.h"
#include "examples/config_flags.h"

namespace actlab {

class TrainRequest {
 public:
  // Adds the flags of the task that the command line means, so that --help is about that task; but
  // those named in `without`, such as "output" and "resume", of a program that they say nothing to.
  TrainRequest(CLI::App& app, training::TaskTable table, std::vector<std::string> command_line,
               std::vector<std::string> without = {});

  // Once the flags are parsed. Throws UsageError for what cannot be, before any data is read.
  void read();

  const training::TaskKind& kind() const { return *kind_; }
  const training::Config& config() const { return *config_; }
  bool resumes() const { return !resume_.empty(); }
  bool prints_config() const { return print_config_; }
  bool reports_memory() const { return report_memory_; }

  // Makes the folder of the run, or gives that of the run that is resumed. Throws Error where it
  // cannot be written, and where a run that is resumed would find other data than it began with.
  std::string open_folder(const training::Task& task) const;
  // Writes down there what is run, once it stands where it begins, and says what has changed.
  // Throws UsageError where the end lies before that.
  void describe(const std::string& folder, const training::Loop& loop) const;

  // "; --depth belongs to the task points: --task points", "; ./run train has it", or nothing.
  std::string whose_flag(const std::string& flag) const;

 private:
  bool has(const std::string& flag) const;
  void add_settings();
  const training::TaskKind& meant_kind() const;

  CLI::App& app_;
  training::TaskTable table_;
  std::vector<std::string> command_line_;
  std::vector<std::string> without_;
  std::string task_;
  std::string config_file_;
  std::string resume_;
  bool print_config_ = false;
  bool report_memory_ = false;
  const training::TaskKind* kind_;  // in table_
  std::unique_ptr<training::Config> config_;
  std::unique_ptr<training::Config> stored_;  // of the run that is resumed
  std::unique_ptr<ConfigFlags> flags_;
};

}  // namespace actlab
