// The trials of a study, as runs whose curves can be drawn.
#pragma once

#include <string>
#include <vector>

#include <actlab/training/recorded_run.h>

namespace actlab {

// Those that have written something down, in the order of the study. Throws UsageError where there
// is none yet, for a study or store that is not there, and in a build without studies.
std::vector<training::RecordedRun> study_runs(const std::string& study, const std::string& store);

}  // namespace actlab
