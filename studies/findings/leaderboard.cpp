#include <actlab/studies/findings/leaderboard.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include <actlab/core/base/joined.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/running/trial_settings.h>

namespace actlab::studies {
namespace {

// One value for each hash, and not the same for all. A setting that differs within a hash cannot
// decide the result: it says how a trial is carried out.
bool tells_apart(const std::map<std::string, std::set<std::string>>& by_hash) {
  std::set<std::string> all;
  for (const auto& [hash, values] : by_hash) {
    if (values.size() > 1) return false;
    all.insert(values.begin(), values.end());
  }
  return all.size() > 1;
}

Standing standing_of(const std::vector<const Trial*>& trials) {
  const auto any = [&](const auto& holds) {
    return std::ranges::any_of(trials, [&](const Trial* trial) { return holds(*trial); });
  };
  const auto ok = [](const Trial& t) { return t.outcome.value_or(Outcome::ok) == Outcome::ok; };
  if (any([&](const Trial& t) { return ok(t) && t.state == TrialState::complete; })) {
    return Standing::trained;
  }
  return any(ok) ? Standing::pruned : Standing::stopped;
}

Level level_of(const std::vector<const Trial*>& trials) {
  Level level;
  level.budget = trials.front()->budget;
  level.standing = standing_of(trials);
  for (const Trial* trial : trials) {
    level.rung = std::max(level.rung, trial->rung);
    level.rewards.push_back(*trial->reward);
    level.seeds.push_back(trial->seed);
    level.trials.push_back(trial->number);
  }
  level.reward = median(level.rewards);
  return level;
}

// What decides the rank; the smaller comes first.
std::tuple<Standing, std::int64_t, double> merit(const Entry& entry) {
  const Level& top = entry.top();
  return {top.standing, -top.budget, -top.reward};
}

}  // namespace

bool has_result(const Trial& trial) {
  return is_finished(trial.state) && trial.reward && std::isfinite(*trial.reward);
}

PairedTest compare_by_seed(const Entry& entry, const Entry& other) {
  std::vector<double> ours, theirs;
  for (std::size_t i = 0; i < entry.top().seeds.size(); ++i) {
    const auto same = std::ranges::find(other.top().seeds, entry.top().seeds[i]);
    if (same == other.top().seeds.end()) continue;
    ours.push_back(entry.top().rewards[i]);
    theirs.push_back(
        other.top().rewards[static_cast<std::size_t>(same - other.top().seeds.begin())]);
  }
  return paired_t_test(ours, theirs);
}

std::vector<Entry> leaderboard(std::span<const Trial> trials) {
  const std::vector<std::string> setting_of = settings(trials);
  std::vector<Entry> entries;
  std::map<std::string, std::size_t> places;
  std::vector<std::map<std::int64_t, std::vector<const Trial*>>> by_budget;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const Trial& trial = trials[i];
    if (!has_result(trial)) continue;
    const auto [place, added] = places.emplace(trial.canonical_hash, entries.size());
    if (added) {
      entries.push_back({0, trial.canonical_hash, trial.formula, setting_of[i], {}});
      by_budget.emplace_back();
    }
    by_budget[place->second][trial.budget].push_back(&trial);
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (const auto& [budget, same] : by_budget[i]) entries[i].levels.push_back(level_of(same));
  }
  std::ranges::stable_sort(entries, {}, merit);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool shared = i > 0 && merit(entries[i]) == merit(entries[i - 1]);
    entries[i].rank = shared ? entries[i - 1].rank : static_cast<std::int64_t>(i) + 1;
  }
  return entries;
}

std::vector<std::string> settings(std::span<const Trial> trials) {
  TrialSettingsReader reader;
  std::vector<std::string> names;  // in the order in which they first appear
  std::set<std::pair<std::string, std::string>> combinations;  // of hash and configuration
  for (const Trial& trial : trials) {
    combinations.emplace(trial.canonical_hash, trial.configuration);
    for (const auto& [name, value] : reader.of(trial.configuration)) {
      if (std::ranges::count(names, name) == 0) names.push_back(name);
    }
  }
  std::erase_if(names, [&](const std::string& name) {
    std::map<std::string, std::set<std::string>> values;  // by hash
    for (const auto& [hash, configuration] : combinations) {
      values[hash].insert(setting_value(reader.of(configuration), name));
    }
    return !tells_apart(values);
  });
  std::vector<std::string> result;
  for (const Trial& trial : trials) {
    result.push_back(joined_nonempty(names, ", ", [&](const std::string& name) {
      const std::string value = setting_value(reader.of(trial.configuration), name);
      return value.empty() || value == trial.formula ? "" : name + " " + value;
    }));
  }
  return result;
}

}  // namespace actlab::studies
