#include <actlab/search/tabular.h>

#include <algorithm>
#include <unordered_map>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/search/canonical.h>

namespace actlab::search {

TabularProblem::TabularProblem(const RewardTable& table) : space_(table.space) {
  constexpr std::int64_t kMost = 100000;
  if (space_.count() > kMost) {
    throw UsageError(text("[table] a table can be searched where its space has at most ", kMost,
                          " candidates, got ", space_.count()));
  }
  std::unordered_map<std::string, std::int64_t> row_of;
  for (const TableRow& row : table.rows) {
    row_of.emplace(row.canonical_hash, std::ssize(rewards_));
    rewards_.push_back(row.reward);
  }
  best_ = *std::ranges::max_element(rewards_);
  functions_.resize(static_cast<std::size_t>(space_.count()), -1);
  parallel_for(space_.count(), [&](std::int64_t n) {
    const Candidate form = canonical(space_, space_.at(n));
    if (space_.number_of(form) != n) return;  // filled in below
    const auto found = row_of.find(function_hash(*formula::compile(space_.expression(form))));
    if (found != row_of.end()) functions_[static_cast<std::size_t>(n)] = found->second;
  });
  for (std::int64_t n = 0; n < space_.count(); ++n) {
    const std::int64_t form = space_.number_of(canonical(space_, space_.at(n)));
    functions_[static_cast<std::size_t>(n)] = functions_[static_cast<std::size_t>(form)];
  }
}

TabularProblem::Answer TabularProblem::answer(const Candidate& candidate) const {
  const std::int64_t row = functions_[static_cast<std::size_t>(space_.number_of(candidate))];
  return {row, row < 0 ? 0.0 : rewards_[static_cast<std::size_t>(row)]};
}

TabularRun run_tabular(const TabularProblem& problem, std::string_view searcher,
                       const SearcherOptions& options, std::int64_t trials) {
  constexpr std::int64_t kProposalsPerTrial = 5;
  const std::unique_ptr<Searcher> search = make_searcher(searcher, problem.space(), options);
  TabularRun run;
  std::vector<bool> trained(static_cast<std::size_t>(problem.functions()), false);
  double regret = problem.best();
  const auto goes_on = [&] {
    return std::ssize(run.regret) < trials && !search->finished() &&
           std::ssize(run.reward) < trials * kProposalsPerTrial;
  };
  search->start();
  while (goes_on()) {
    const std::vector<Candidate> open = search->open();
    std::vector<double> rewards;
    for (std::int64_t i = 0; i < search->expected(); ++i) {
      const TabularProblem::Answer answer = problem.answer(open[static_cast<std::size_t>(i)]);
      rewards.push_back(answer.reward);
      if (std::ssize(run.regret) == trials) continue;
      run.spent.push_back(std::ssize(run.regret));
      run.reward.push_back(answer.reward);
      if (answer.function < 0 || trained[static_cast<std::size_t>(answer.function)]) continue;
      trained[static_cast<std::size_t>(answer.function)] = true;
      regret = std::min(regret, problem.best() - answer.reward);
      run.regret.push_back(regret);
    }
    search->learn(rewards);
  }
  run.regret.resize(static_cast<std::size_t>(trials), regret);
  return run;
}

std::vector<Runs> run_contest(const TabularProblem& problem,
                              const std::vector<Contestant>& contestants, std::int64_t trials,
                              std::int64_t seeds) {
  std::vector<Runs> runs(contestants.size(), Runs(static_cast<std::size_t>(seeds)));
  parallel_for(std::ssize(contestants) * seeds, [&](std::int64_t i) {
    const auto which = static_cast<std::size_t>(i) % contestants.size();
    SearcherOptions options = contestants[which].options;
    const auto seed = static_cast<std::size_t>(i) / contestants.size();
    options.seed = seed + 1;
    runs[which][seed] = run_tabular(problem, contestants[which].name, options, trials);
  });
  return runs;
}

RegretSummary regret_after(const Runs& runs, std::int64_t trials) {
  constexpr std::uint64_t kSeed = 1;
  std::vector<double> regrets;
  for (const TabularRun& run : runs) {
    regrets.push_back(run.regret.at(static_cast<std::size_t>(trials - 1)));
  }
  return {studies::median(regrets), studies::bootstrap_median(regrets, kSeed)};
}

std::vector<double> total_regret(const Runs& runs) {
  std::vector<double> totals;
  for (const TabularRun& run : runs) {
    double mean = 0.0;
    for (const double regret : run.regret) mean += regret / static_cast<double>(run.regret.size());
    totals.push_back(mean);
  }
  return totals;
}

std::vector<double> median_regret_curve(const Runs& runs) {
  std::vector<double> curve;
  for (std::size_t t = 0; t < runs.at(0).regret.size(); ++t) {
    std::vector<double> regrets;
    for (const TabularRun& run : runs) regrets.push_back(run.regret[t]);
    curve.push_back(studies::median(regrets));
  }
  return curve;
}

std::vector<double> reward_curve(const Runs& runs, std::int64_t every) {
  const auto pieces = static_cast<std::size_t>(chunk_count(std::ssize(runs.at(0).regret), every));
  std::vector<double> sum(pieces, 0.0);
  std::vector<double> count(pieces, 0.0);
  for (const TabularRun& run : runs) {
    for (std::size_t i = 0; i < run.reward.size(); ++i) {
      const auto piece = static_cast<std::size_t>(run.spent[i] / every);
      sum[piece] += run.reward[i];
      count[piece] += 1.0;
    }
  }
  for (std::size_t piece = 0; piece < pieces; ++piece) sum[piece] /= std::max(1.0, count[piece]);
  return sum;
}

}  // namespace actlab::search
