// The end of a search: its best, trained again on fresh seeds beside ReLU, and one JSON object.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/search/plan.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/store/store.h>
#include "examples/study_flags.h"

namespace actlab {

struct Confirmation {
  std::int64_t best = 0;   // so many of them; 0: none, only ReLU on the search's own seed
  std::int64_t seeds = 5;  // the search's own is not among them
};

// The best that the search has trained, those of the highest rung first; none that equals ReLU.
std::vector<studies::Entry> best_entries(studies::TrialStore& store, const studies::Study& study,
                                         std::int64_t count);

// Trains what is missing in the study "NAME confirmed", prints a table and, as the last line,
//   {"best_formula": "...", "best_reward": 0.91, "relu_reward": 0.9, ...}
// where the rewards are medians over the seeds. Returns the exit code of the program.
int report_search(studies::TrialStore& store, const studies::Study& study,
                  const search::SearchPlan& plan, const Confirmation& confirmation,
                  const StoreFlag& store_flag, const LocalWorkerFlags& workers,
                  const training::InterruptGuard& guard);

}  // namespace actlab
