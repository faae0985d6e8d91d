// Studies that were never run, for looking at pages and testing them: rewards come from a random
// number generator and mean nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/studies/report/report.h>

namespace actlab::studies::test {

// A trial that ended, of number `number`.
Trial ended_trial(std::int64_t number, const std::string& formula, double reward,
                  std::int64_t budget = 500);

struct SyntheticSearch {
  std::string name = "synthetic";
  std::string searcher = "rnn";
  std::int64_t trials = 400;
  double learning = 0.0;     // by how much the mean reward rises from the first to the last trial
  std::int64_t updates = 0;  // of a controller
  bool rungs = true;         // a quarter is promoted to four times the budget, twice
};

// Some trials diverge, some fail, some are of lost workers; the same every time.
RecordedStudy synthetic_search(const SyntheticSearch& search);

// Two activations in two networks on three seeds, with curves; one training has diverged.
RecordedStudy synthetic_grid();

// What a store should not hold, but could: formulas that are HTML, JSON that is none, rewards that
// are no numbers, texts that are no UTF-8.
RecordedStudy hostile_study();

}  // namespace actlab::studies::test
