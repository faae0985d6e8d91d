// All that is known of a study, in memory: read from its store, or from what ./run study export
// wrote (export.h), which is how results are kept and passed on.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

#include <actlab/studies/store/store.h>

namespace actlab::studies {

struct RecordedStudy {
  Study study;
  std::vector<Trial> trials;
  std::vector<ControllerState> updates;
  // By the number of the trial. Of grids only: a search has too many trials to look into each.
  std::map<std::int64_t, std::vector<Metric>> metrics = {};
};

RecordedStudy read_study(TrialStore& store, const Study& study);

// `source` names the text in errors. Lines of kinds that this version does not know are passed
// over. Throws Error naming the line for what is no JSON object, has a key of a wrong type, or
// comes before the line of the study.
RecordedStudy read_exported_study(std::istream& input, const std::string& source);
RecordedStudy read_exported_study(const std::string& path);

}  // namespace actlab::studies
