#include <actlab/studies/findings/leaderboard.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/store/stored_json.h>

namespace actlab::studies {
namespace {

using Leaves = std::vector<std::pair<std::string, std::string>>;

// Keys with their values as text; objects inside are entered, for the key that matters ("model") is
// often one of them.
void add_leaves(const Json& object, Leaves& leaves) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      add_leaves(value, leaves);
    } else if (value.is_string()) {
      leaves.emplace_back(key, value.get<std::string>());
    } else {
      leaves.emplace_back(key, value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
  }
}

// One value for each hash, and not the same for all. A key that differs within a hash cannot decide
// the result: it says how a trial is carried out.
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
  const bool ended = trial.state == TrialState::complete || trial.state == TrialState::pruned;
  return ended && trial.reward && std::isfinite(*trial.reward);
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
  std::map<std::string, Leaves> parsed;  // most trials share one configuration
  std::vector<std::string> keys;         // in the order in which they first appear
  std::map<std::string, std::map<std::string, std::set<std::string>>> values;  // by key and hash
  for (const Trial& trial : trials) {
    const auto [place, added] = parsed.emplace(trial.configuration, Leaves());
    if (added) add_leaves(object_or_empty(trial.configuration), place->second);
    for (const auto& [key, value] : place->second) {
      if (!values.contains(key)) keys.push_back(key);
      values[key][trial.canonical_hash].insert(value);
    }
  }
  std::erase_if(keys, [&](const std::string& key) { return !tells_apart(values.at(key)); });
  std::vector<std::string> result;
  for (const Trial& trial : trials) {
    const Leaves& leaves = parsed.at(trial.configuration);
    std::string setting;
    for (const std::string& key : keys) {
      const auto place = std::ranges::find(leaves, key, &Leaves::value_type::first);
      if (place == leaves.end() || place->second == trial.formula) continue;
      setting += (setting.empty() ? "" : ", ") + key + " " + place->second;
    }
    result.push_back(setting);
  }
  return result;
}

}  // namespace actlab::studies
