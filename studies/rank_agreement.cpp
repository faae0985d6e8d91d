#include "studies/rank_agreement.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/error.h"
#include "studies/statistics.h"

namespace actlab::studies {
namespace {

// One column of comparable rewards.
struct Column {
  std::string label;
  std::map<std::string, double> rewards;  // by formula
};

std::vector<Column> columns_of(std::span<const LeaderboardOf> studies) {
  std::map<std::tuple<std::size_t, std::string, std::int64_t>, Column> columns;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    for (const Entry& entry : studies[i].entries) {
      for (const Level& level : entry.levels) {
        Column& column = columns[{i, entry.setting, level.budget}];
        column.label = studies[i].study + (entry.setting.empty() ? "" : ", " + entry.setting) +
                       text(", ", level.budget, " steps");
        column.rewards.emplace(entry.formula, level.reward);
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
  for (const auto& [formula, reward] : first.rewards) {
    const auto place = second.rewards.find(formula);
    if (place == second.rewards.end()) continue;
    agreement.pairs.push_back({formula, reward, place->second});
    a.push_back(reward);
    b.push_back(place->second);
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
