// The trials of a study put in order: who is best, and by what right.
//
// Trials of one canonical hash are one entry; its trials of one budget are one level, whose reward
// is the median over seeds (a diverged or constant training counts with the reward it has, 0).
// An entry stands with its level of the largest budget that has a result. Entries are ordered by
//   1. standing: trained to the budget, then pruned before it, then constant or diverged;
//   2. budget, the larger first: rewards of different budgets cannot be compared, and a search
//      with rungs gives larger budgets to the better ones;
//   3. reward, the higher first; then the number of the first trial.
// A rank is 1 plus the number of entries that come before by 1. to 3., so that equal rewards share
// one. Trials that wait, run or have failed have no result, and so no influence.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <actlab/studies/findings/student.h>
#include <actlab/studies/store/trial.h>

namespace actlab::studies {

enum class Standing { trained, pruned, stopped };  // stopped: constant or diverged in every seed

struct Level {
  std::int64_t budget = 0;
  std::int64_t rung = 0;
  double reward = 0.0;               // the median of `rewards`
  std::vector<double> rewards;       // one a trial
  std::vector<std::int64_t> seeds;   // of the same trials
  std::vector<std::int64_t> trials;  // their numbers in the study, rising
  Standing standing = Standing::trained;
};

struct Entry {
  std::int64_t rank = 0;  // from 1
  std::string canonical_hash;
  std::string formula;
  std::string setting;        // see settings()
  std::vector<Level> levels;  // rising budget, at least one
  const Level& top() const { return levels.back(); }
};

// Two entries by the seeds that both have at their largest budget, by the paired t-test.
PairedTest compare_by_seed(const Entry& entry, const Entry& other);

// Best first.
std::vector<Entry> leaderboard(std::span<const Trial> trials);

// Complete or pruned, with a reward that is a number.
bool has_result(const Trial& trial);

// What, beside formula, seed and budget, tells the trainings of a study apart: for each trial those
// of its settings (running/trial_settings.h) that differ between canonical hashes and agree within
// each, such as "data cifar10, model resnet20". Empty where all have the same.
std::vector<std::string> settings(std::span<const Trial> trials);

}  // namespace actlab::studies
