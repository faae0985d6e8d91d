#include <actlab/studies/running/rungs.h>

#include <algorithm>
#include <set>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab::studies {
namespace {

std::optional<double> score_of(const Trial& trial) {
  const bool trained = trial.state == TrialState::complete && trial.outcome == Outcome::ok;
  return trained ? trial.reward : std::nullopt;
}

NewTrial promoted(const Trial& below, const RungRules& rules) {
  NewTrial trial = below;
  ++trial.rung;
  trial.budget = rules.budgets[static_cast<std::size_t>(trial.rung)];
  trial.priority = below.priority + 1.0;
  return trial;
}

}  // namespace

void check(const RungRules& rules) {
  const bool rise = std::ranges::is_sorted(rules.budgets, std::ranges::less_equal{});
  if (rules.budgets.empty() || !rise || rules.budgets.front() < 1) {
    throw UsageError("[rungs] budgets must be steps above 0 that rise: 500,2000,10000");
  }
  if (rules.divisor < 2) {
    throw UsageError(text("[rungs] one in at least 2 is promoted, got ", rules.divisor));
  }
}

std::vector<std::size_t> promotions(std::span<const std::optional<double>> scores,
                                    std::int64_t divisor) {
  std::set<std::pair<double, std::size_t>> ranking;  // (-score, index): the best first
  std::vector<bool> done(scores.size(), false);
  std::vector<std::size_t> result;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    if (scores[k]) ranking.emplace(-*scores[k], k);
    std::size_t places = (k + 1) / static_cast<std::size_t>(divisor);
    for (auto best = ranking.begin(); best != ranking.end() && places > 0; ++best, --places) {
      if (done[best->second]) continue;
      done[best->second] = true;
      result.push_back(best->second);
    }
  }
  return result;
}

std::vector<NewTrial> promoted_trials(std::span<const Trial> trials, const RungRules& rules) {
  std::vector<NewTrial> result;
  for (std::size_t rung = 0; rung + 1 < rules.budgets.size(); ++rung) {
    std::vector<const Trial*> known;  // up to the first that is not
    std::vector<std::optional<double>> scores;
    for (const Trial& trial : trials) {
      if (trial.rung != static_cast<std::int64_t>(rung)) continue;
      if (!is_terminal(trial.state)) break;
      known.push_back(&trial);
      scores.push_back(score_of(trial));
    }
    for (const std::size_t index : promotions(scores, rules.divisor)) {
      result.push_back(promoted(*known[index], rules));
    }
  }
  return result;
}

}  // namespace actlab::studies
