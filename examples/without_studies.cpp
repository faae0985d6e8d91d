// Stands in for study_runs.cpp where SQLite is not installed.
#include <actlab/core/base/error.h>
#include "examples/study_runs.h"

namespace actlab {

std::vector<training::RecordedRun> study_runs(const std::string&, const std::string&) {
  throw UsageError("[plot] this build has no studies: install libsqlite3-dev and build again");
}

}  // namespace actlab
