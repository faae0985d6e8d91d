#include <actlab/studies/findings/parts.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/findings/statistics.h>

namespace actlab::studies {
namespace {

// Cuts `text` at each `separator`.
std::vector<std::string_view> pieces(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> result;
  for (;;) {
    const std::size_t end = text.find(separator);
    result.push_back(text.substr(0, end));
    if (end == text.npos) return result;
    text.remove_prefix(end + separator.size());
  }
}

// "u1 = add(sin(x), beta); u2 = max(u1, x)" has add, sin, beta, max, u1 and x.
std::set<std::string> names_in(std::string_view tokens) {
  std::set<std::string> names;
  for (std::string_view unit : pieces(tokens, "; ")) {
    unit.remove_prefix(unit.find(" = ") == unit.npos ? 0 : unit.find(" = ") + 3);
    const std::size_t open = unit.find('(');
    if (open == unit.npos || !unit.ends_with(')')) continue;
    names.emplace(unit.substr(0, open));
    for (const std::string_view side :
         pieces(unit.substr(open + 1, unit.size() - open - 2), ", ")) {
      names.emplace(side.substr(0, side.find('(')));
    }
  }
  return names;
}

}  // namespace

std::vector<Part> parts(std::span<const Trial> trials, std::span<const AnsweredProposal> proposals,
                        std::size_t best) {
  std::set<std::string> trained;  // hashes; a refused trial has never been given to a worker
  for (const Trial& trial : trials) {
    if (trial.lease_token > 0) trained.insert(trial.canonical_hash);
  }
  std::vector<Entry> board = leaderboard(trials);
  std::erase_if(board, [&](const Entry& entry) { return !trained.contains(entry.canonical_hash); });
  std::unordered_map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < board.size(); ++i) place[board[i].canonical_hash] = i;

  std::map<std::string, std::set<std::size_t>> places_of;  // by name
  for (const AnsweredProposal& proposal : proposals) {
    const auto found = place.find(proposal.trial.canonical_hash);
    if (found == place.end()) continue;
    places_of["(all)"].insert(found->second);
    for (const std::string& name : names_in(proposal.tokens)) places_of[name].insert(found->second);
  }
  std::vector<Part> result;
  for (const auto& [name, places] : places_of) {
    Part part{.name = name, .functions = std::ssize(places)};
    std::vector<double> rewards;
    for (const std::size_t i : places) {
      const Level& level = board[i].top();
      rewards.push_back(level.reward);
      if (level.standing == Standing::stopped) ++part.stopped;
      if (i < best) ++part.among_best;
    }
    part.median = median(rewards);
    result.push_back(std::move(part));
  }
  std::ranges::stable_sort(result, std::greater(), &Part::median);
  return result;
}

}  // namespace actlab::studies
