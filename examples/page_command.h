// ./run study page: a grid as a folder that is kept with its results (studies/report/study_page.h).
#pragma once

#include <string>

#include "examples/command_line.h"
#include "examples/study_flags.h"

namespace actlab {

class PageCommand {
 public:
  explicit PageCommand(CLI::App& study);
  bool asked() const { return command_->parsed(); }
  int run(const StoreFlag& store_flag, const training::InterruptGuard& guard) const;

 private:
  std::string preset_of(const studies::Study& study) const;

  CLI::App* command_;
  std::string name_;
  std::string preset_;
  std::string costs_;
  std::string data_dir_;
  std::string output_ = "page";
};

}  // namespace actlab
