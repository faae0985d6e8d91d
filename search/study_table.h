// The reward table of an exhaustive search: what the tabular benchmark (tabular.h) is made of.
#pragma once

#include "search/tabular.h"
#include "studies/store.h"

namespace actlab::search {

// One row for each function that the search trained, at its lowest budget, in the order of the
// trials. Functions that were refused before training have none. Throws UsageError where the study
// is no exhaustive search, or one that has not ended.
RewardTable table_of_study(studies::TrialStore& store, const studies::Study& study);

}  // namespace actlab::search
