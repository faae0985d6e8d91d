// Does a cheap training rank functions as an expensive one does? Compares the rewards of the same
// functions (core/formula/analysis/function_hash.h), however they are written, at two levels: two
// budgets of a study, two settings of it (networks), or two studies, such as a search and the
// verification of its best.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <actlab/studies/findings/leaderboard.h>

namespace actlab::studies {

struct LeaderboardOf {
  std::string study;
  std::vector<Entry> entries;
};

struct RewardPair {
  std::string formula;  // as the first has it
  double first = 0.0;   // median over seeds; 0 of a diverged training is the worst reward
  double second = 0.0;
};

struct RankAgreement {
  std::string first;   // "cifar-search, 500 steps"
  std::string second;  // of a larger budget where both are of one study and setting
  std::vector<RewardPair> pairs;
  double spearman = 0.0;  // NaN where all rewards of one side are equal
  double kendall = 0.0;
};

// Formulas in common that a comparison needs at least: with fewer, no order can be told from luck.
inline constexpr std::int64_t kFewestPairs = 5;

// All comparisons of at least kFewestPairs formulas, those with the most first.
std::vector<RankAgreement> rank_agreements(std::span<const LeaderboardOf> studies);

}  // namespace actlab::studies
