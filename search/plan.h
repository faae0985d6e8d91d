// What a search is: its space, its searcher, and how each candidate is trained. It is the
// configuration of the search's study, as JSON; a search that is continued has the same.
//
//   {"space": {...}, "searcher": "rnn", "settings": {...}, "seed": 1, "batch": 0, "ahead": 4,
//    "trials": 500, "child": {...}, "child_seed": 0, "budgets": [500, 2000], "promote_one_in": 4,
//    "refuse_hopeless": false}
#pragma once

#include <cstdint>
#include <string>

#include <actlab/search/searcher.h>
#include <actlab/search/space.h>
#include <actlab/studies/running/rungs.h>
#include <actlab/studies/running/training_trial_spec.h>
#include <actlab/training/task_table.h>

namespace actlab::search {

struct SearchPlan {
  explicit SearchPlan(const training::Config& config) : child{config} {}

  SpaceOptions space;
  std::string searcher = "rnn";
  SearcherOptions options;
  std::int64_t trials = 500;         // proposals; the one thing that may change on continuing
  studies::TrainingTrialSpec child;  // its rungs are filled in from the rules below
  std::int64_t child_seed = 0;
  studies::RungRules rungs{{10000}};
  // What screen() finds hopeless (canonical.h) has reward 0 without training.
  bool refuse_hopeless = false;
};

std::string to_json(const SearchPlan& plan);
// Throws UsageError naming `source`.
SearchPlan parse_plan(const std::string& json, const std::string& source,
                      const training::TaskTable& tasks);

// The seed; throws UsageError naming the flag where it is out of range (studies/store/trial.h).
std::int64_t require_seed(const std::string& flag, std::int64_t seed);

// Throws UsageError for what cannot be.
void check(const SearchPlan& plan);

// The configuration of every trial of the search.
std::string child_configuration(const SearchPlan& plan);

// Throws UsageError naming the first setting in which `wanted` differs from what the study called
// `name` was started with; trials may differ.
void require_same_search(const SearchPlan& stored, const SearchPlan& wanted,
                         const std::string& name);

}  // namespace actlab::search
