// A grid as a folder that is kept with its results: what was trained and how, what came of it, and
// how any of it is trained again. A grid that is not finished gives the same files; what is missing
// is marked.
//
//   README.md           the page: protocol, commands, activations, agreement with others, files
//   rows.csv            one row a training, with its settings and the command that trains it again
//   configuration.json  what the grid holds
//   medians.svg         activations_sheet.h
//   tables.md, .html, tables-ID.csv   the paper's tables that these trainings stand beside
//   costs.jsonl         activation_costs.h, where it was measured
//   data.txt            what the data is made of, where that is long
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/studies/findings/recorded_study.h>
#include <actlab/studies/report/activations_sheet.h>

namespace actlab::studies {

struct PageFile {
  std::string name;
  std::string content;
};

// What the study itself does not know.
struct PageRequest {
  std::string protocol = "";               // as its preset prints it
  std::vector<std::string> commands = {};  // that made the study, its costs and the page
  std::int64_t trainings = 0;              // that the protocol asks for; 0: those of the study
  Wanted wanted = {};
  std::string costs = "";     // the text of costs.jsonl
  std::string rows_csv = "";  // trials_csv.h
  std::string example = "";   // of a command that trains a row again
  std::string data = "";      // what the data is made of: names, sizes, hashes
};

// README.md first. Throws UsageError for a study that is no grid or has no result yet.
std::vector<PageFile> study_page(const RecordedStudy& study, const PageRequest& request);

}  // namespace actlab::studies
