// The tabular benchmark: searchers compared without training. A table holds the reward of every
// distinct function of a space, each trained once at a small budget; a searcher's proposals are
// answered from it, so that hundreds of searches take seconds (the idea of NAS-Bench-101, Ying et
// al., 1902.09635).
//
// A trial is a training that a search would have to pay for: the first proposal of a function that
// is in the table. Proposals that were answered before, and those that are refused before training,
// cost nothing, but the searcher learns from them, too.
//
//   regret after t trials = best reward of the table - best reward of the first t trials
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/search/searcher.h>
#include <actlab/studies/findings/statistics.h>

namespace actlab::search {

struct TableRow {
  std::string canonical_hash;  // function_hash()
  std::string formula;
  double reward = 0.0;
};

// As a file: the line "# space: " with the space as JSON, the line "canonical_hash,formula,reward",
// and one row a line, the formula in quotes.
struct RewardTable {
  Space space;
  std::vector<TableRow> rows;

  // Throw Error naming the file and the line: missing, malformed, a hash twice, no row at all.
  static RewardTable read(const std::string& path);
  static RewardTable parse(std::string_view csv, const std::string& source);
  std::string to_csv() const;
};

// A table that needs no training, for tests and for trying searchers out. Its rewards spread like
// accuracies on ten classes after a short training: each function that passes the screen has
// 0.1 + 0.4 exp(-d^2) + 0.05 u, where d is its distance to swish as functions (the root mean square
// difference on normal inputs, both brought to mean 0 and variance 1), and u in [0, 1) is noise
// that depends on the hash alone.
RewardTable synthetic_table(const Space& space);

// The rewards of all candidates of a table's space. A function that is not in the table was refused
// before training, and has reward 0.
class TabularProblem {
 public:
  // Space of at most 100,000 candidates, else UsageError.
  explicit TabularProblem(const RewardTable& table);

  const Space& space() const { return space_; }
  // What a proposal is answered with.
  struct Answer {
    std::int64_t function = -1;  // number of the row, -1: refused
    double reward = 0.0;
  };
  Answer answer(const Candidate& candidate) const;
  std::int64_t functions() const { return std::ssize(rewards_); }
  double best() const { return best_; }

 private:
  Space space_;
  std::vector<double> rewards_;          // by row
  std::vector<std::int64_t> functions_;  // the row of each candidate
  double best_ = 0.0;
};

// One search through a table.
struct TabularRun {
  std::vector<double> regret;       // after each trial
  std::vector<double> reward;       // of each proposal
  std::vector<std::int64_t> spent;  // trials before each proposal
};
// Until `trials` trials are spent, or the searcher has made 5 proposals for each of them: then
// nothing new is to be expected, and the regret stays as it is.
TabularRun run_tabular(const TabularProblem& problem, std::string_view searcher,
                       const SearcherOptions& options, std::int64_t trials);

// Several searchers through one table, seed after seed, in parallel.
struct Contestant {
  std::string name;  // of the searcher
  SearcherOptions options = {};
};
using Runs = std::vector<TabularRun>;  // one a seed, from seed 1 on
std::vector<Runs> run_contest(const TabularProblem& problem,
                              const std::vector<Contestant>& contestants, std::int64_t trials,
                              std::int64_t seeds);

// Summaries of one searcher's runs over its seeds.
struct RegretSummary {
  double median = 0.0;
  studies::Interval interval;  // 95 % bootstrap of the median
};
RegretSummary regret_after(const Runs& runs, std::int64_t trials);
// Mean regret over all trials of each run: what a curve's area says.
std::vector<double> total_regret(const Runs& runs);
// Median over the seeds, a value a trial.
std::vector<double> median_regret_curve(const Runs& runs);
// Mean reward of the proposals made while the first, second... `every` trials were spent, over all
// seeds.
std::vector<double> reward_curve(const Runs& runs, std::int64_t every = 10);

}  // namespace actlab::search
