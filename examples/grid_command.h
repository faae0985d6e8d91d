// ./run study grid: trains every activation in every network with every seed, of any task.
#pragma once

#include <string>
#include <vector>

#include <actlab/training/task_table.h>
#include "examples/grid_flags.h"

namespace actlab {

class GridCommand {
 public:
  // The command line says of which task the flags are, so that --help is about that task.
  GridCommand(CLI::App& study, const std::vector<std::string>& command_line);
  GridCommand(const GridCommand&) = delete;  // the app knows where the words lie
  GridCommand& operator=(const GridCommand&) = delete;

  bool asked() const { return command_->parsed(); }
  int run(const StoreFlag& store_flag);

  // "; --depth belongs to the task points: --task points", or nothing.
  std::string whose_flag(const std::string& flag) const;

 private:
  CLI::App* command_;
  bool meant_;  // by the command line
  training::TaskTable table_;
  std::string task_;
  const training::TaskKind& kind_;  // in table_
  std::string activations_, name_;
  GridFlags flags_;
};

}  // namespace actlab
