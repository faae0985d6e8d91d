// What a report's page knows of a grid beside its trials: its rows compared, and the curves of its
// trainings. As JSON:
//   {"groups": [{"name", "part": "validation", "measure": "accuracy", "rows": [
//      {"activation", "seeds", "values", "median", "mean", "interval": [low, high] or null,
//       "difference" (from the best) with "difference_interval", or null, "verdict", "remarks"}]}],
//    "measures": ["train_loss", ...],
//    "curves": [{"group": 0, "activation", "seed", "measures": {"train_loss": [[step, value]]}}]}
#pragma once

#include <string>

#include <actlab/studies/findings/recorded_study.h>

namespace actlab::studies {

// "null" for a study that is no grid.
std::string grid_report_data(const RecordedStudy& study);

}  // namespace actlab::studies
