// ./run study tables: the tables of the Swish paper with what grids came to beside them.
#pragma once

#include <string>
#include <vector>

#include "examples/command_line.h"
#include "examples/study_flags.h"

namespace actlab {

class TablesCommand {
 public:
  explicit TablesCommand(CLI::App& study);
  bool asked() const { return command_->parsed(); }
  int run(const StoreFlag& store_flag, const training::InterruptGuard& guard) const;

 private:
  CLI::App* command_;
  std::vector<std::string> names_;
  std::vector<std::string> exports_;
  std::string output_ = "tables";
};

}  // namespace actlab
