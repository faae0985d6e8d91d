// A trial as a row of the store: the columns that every select and returning clause lists, and the
// way back.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/studies/store/database.h>
#include <actlab/studies/store/trial.h>

namespace actlab::studies {

// "trial.id, trial.study, ...".
std::string trial_columns(const Dialect& dialect);

// Reads the columns above, the first of which is `first`.
Trial trial_from(const Row& row, std::size_t first = 0);

// Condition on a running trial (or another row with a lease): its lease has ended, or is of another
// clock, or would last longer from now than it was given for (the clock was set back).
std::string lease_lost(const Dialect& dialect, const std::string& table = "trial");

// Holds the row of a study until the transaction ends: one writer at a time numbers its trials.
// Throws UsageError where there is no such study.
void lock_study(Database& database, std::int64_t study);

// Inserts a trial under the next free number, or finds the one of equal work.
struct InsertedTrial {
  std::int64_t id = 0;
  bool inserted = false;
};
InsertedTrial insert_trial(Database& database, std::int64_t study, std::int64_t number,
                           const NewTrial& trial);
// Ends a trial that nobody works on with a result.
void set_result(Database& database, std::int64_t trial, const TrialResult& result);
std::int64_t next_number(Database& database, std::int64_t study);

}  // namespace actlab::studies
