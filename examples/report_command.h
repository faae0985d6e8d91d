// ./run study report [NAME ...]: studies side by side as one HTML page (studies/report/report.h).
#pragma once

#include <string>
#include <vector>

#include "examples/study_flags.h"

namespace actlab {

class ReportCommand {
 public:
  explicit ReportCommand(CLI::App& study);
  bool asked() const { return command_->parsed(); }
  // The studies named, then those of exported files; the only one of the store where there are
  // neither. Opens the store only where it is needed.
  int run(const StoreFlag& store_flag, const training::InterruptGuard& guard) const;

 private:
  CLI::App* command_;
  std::vector<std::string> names_;
  std::vector<std::string> exports_;
  std::string output_ = "study-report.html";
};

}  // namespace actlab
