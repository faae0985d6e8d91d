#include <actlab/studies/findings/rank_agreement.h>

#include <algorithm>
#include <map>
#include <tuple>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/analysis/function_hash.h>
#include <actlab/studies/findings/statistics.h>

namespace actlab::studies {
namespace {

struct Rewarded {
  std::string formula;
  double reward = 0.0;
};

// One column of comparable rewards.
struct Column {
  std::string label;
  std::map<std::string, Rewarded> rewards;  // by function
};

// The same for max(x, 0) of a search and relu of a grid. Not the entries' canonical hash: that of a
// grid holds the network as well.
std::string function_of(const std::string& formula) {
  try {
    return formula::function_hash(*formula::compile(formula));
  } catch (const Error&) {
    return formula;  // what does not compile is itself
  }
}

std::vector<Column> columns_of(std::span<const LeaderboardOf> studies) {
  std::map<std::tuple<std::size_t, std::string, std::int64_t>, Column> columns;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    for (const Entry& entry : studies[i].entries) {
      const std::string function = function_of(entry.formula);
      for (const Level& level : entry.levels) {
        Column& column = columns[{i, entry.setting, level.budget}];
        column.label = studies[i].study + (entry.setting.empty() ? "" : ", " + entry.setting) +
                       text(", ", level.budget, " steps");
        column.rewards.emplace(function, Rewarded{entry.formula, level.reward});
      }
    }
  }
  std::vector<Column> result;
  for (auto& [key, column] : columns) {
    if (std::ssize(column.rewards) >= kFewestPairs) result.push_back(std::move(column));
  }
  return result;
}

RankAgreement compare(const Column& first, const Column& second) {
  RankAgreement agreement{first.label, second.label, {}};
  std::vector<double> a, b;
  for (const auto& [function, here] : first.rewards) {
    const auto there = second.rewards.find(function);
    if (there == second.rewards.end()) continue;
    agreement.pairs.push_back({here.formula, here.reward, there->second.reward});
    a.push_back(here.reward);
    b.push_back(there->second.reward);
  }
  if (std::ssize(a) >= kFewestPairs) {
    agreement.spearman = spearman_correlation(a, b);
    agreement.kendall = kendall_correlation(a, b);
  }
  return agreement;
}

}  // namespace

std::vector<RankAgreement> rank_agreements(std::span<const LeaderboardOf> studies) {
  const std::vector<Column> columns = columns_of(studies);
  std::vector<RankAgreement> agreements;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (std::size_t j = i + 1; j < columns.size(); ++j) {
      RankAgreement agreement = compare(columns[i], columns[j]);
      if (std::ssize(agreement.pairs) >= kFewestPairs) agreements.push_back(std::move(agreement));
    }
  }
  std::ranges::stable_sort(agreements, std::greater(),
                           [](const RankAgreement& a) { return a.pairs.size(); });
  return agreements;
}

}  // namespace actlab::studies
