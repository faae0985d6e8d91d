// The reward table of an exhaustive search: what the tabular benchmark (tabular.h) is made of.
#pragma once

#include <string>
#include <vector>

#include <actlab/search/tabular.h>
#include <actlab/studies/store/store.h>
#include <actlab/training/task_table.h>

namespace actlab::search {

// One row for each function that the search trained, at its lowest budget, in the order in which
// its candidates are numbered. Functions that were refused before training have none. With names
// of unary functions (an order of the search's own is kept) only what these make: a search that is
// still under way has a table of what it has done with all of them. Throws UsageError where the
// study is no exhaustive search, or a candidate has no result yet.
RewardTable table_of_study(studies::TrialStore& store, const studies::Study& study,
                           const training::TaskTable& tasks,
                           const std::vector<std::string>& unary = {});

}  // namespace actlab::search
