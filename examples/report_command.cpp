#include "examples/report_command.h"

#include <iostream>

#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/report/report.h>
#include "examples/output_guard.h"

namespace actlab {

ReportCommand::ReportCommand(CLI::App& study)
    : command_(study.add_subcommand("report", "one or several side by side as an HTML page")) {
  command_->add_option("name", names_, "of the studies")->default_str("the only one");
  command_->add_option("--from", exports_, "files that ./run study export wrote");
  command_->add_option("--output", output_, "the page")->capture_default_str();
}

int ReportCommand::run(const StoreFlag& store_flag, const training::InterruptGuard& guard) const {
  for (const std::string& path : exports_) refuse_input_as_output(output_, path);
  refuse_input_as_output(output_, store_flag.store);
  std::vector<std::string> names = names_;
  if (names.empty() && exports_.empty()) names = {""};
  std::vector<studies::RecordedStudy> records;
  if (!names.empty()) {
    studies::TrialStore store = store_flag.open(studies::Missing::refuse, guard);
    for (const std::string& name : names) {
      records.push_back(studies::read_study(store, named_or_only(store, name)));
    }
  }
  for (const std::string& path : exports_) records.push_back(studies::read_exported_study(path));
  write_file(output_, studies::study_report(records));
  std::cout << "wrote " << output_ << '\n';
  return 0;
}

}  // namespace actlab
