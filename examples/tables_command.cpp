#include "examples/tables_command.h"

#include <iostream>

#include <actlab/studies/report/paper_tables.h>

namespace actlab {

TablesCommand::TablesCommand(CLI::App& study)
    : command_(study.add_subcommand(
          "tables", "the tables of the Swish paper, with what grids came to beside them")) {
  command_->add_option("name", names_, "of grids")->default_str("every grid of the store");
  command_->add_option("--from", exports_, "files that ./run study export wrote");
  command_->add_option("--output", output_, "OUTPUT.md, OUTPUT.html and OUTPUT-table1.csv...")
      ->capture_default_str();
}

int TablesCommand::run(const StoreFlag& store_flag, const training::InterruptGuard& guard) const {
  std::vector<studies::RecordedStudy> records;
  if (!names_.empty() || exports_.empty()) {
    studies::TrialStore store = store_flag.open(studies::Missing::refuse, guard);
    for (const studies::Study& study : store.studies()) {
      if (names_.empty() && study.kind == "grid") {
        records.push_back(studies::read_study(store, study));
      }
    }
    for (const std::string& name : names_) {
      records.push_back(studies::read_study(store, store.get_study(name)));
    }
  }
  for (const std::string& path : exports_) records.push_back(studies::read_exported_study(path));
  studies::write_sheets(output_, "Searching for activation functions, and ours",
                        studies::paper_tables(records));
  std::cout << "wrote " << output_ << ".md, .html and a .csv of each table\n";
  return 0;
}

}  // namespace actlab
