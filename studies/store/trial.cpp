#include <actlab/studies/store/trial.h>

#include <array>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab::studies {
namespace {

constexpr std::array<std::pair<TrialState, const char*>, 5> kStates = {
    {{TrialState::waiting, "waiting"},
     {TrialState::running, "running"},
     {TrialState::complete, "complete"},
     {TrialState::pruned, "pruned"},
     {TrialState::failed, "failed"}}};

constexpr std::array<std::pair<Outcome, const char*>, 3> kOutcomes = {
    {{Outcome::ok, "ok"}, {Outcome::diverged, "diverged"}, {Outcome::constant, "constant"}}};

template <class Table, class Item>
std::string word_of(const Table& table, Item item) {
  for (const auto& [entry, word] : table) {
    if (entry == item) return word;
  }
  throw Error("[store] a trial has a state without a name");
}

template <class Table>
auto item_of(const Table& table, const std::string& word, const char* what) {
  for (const auto& [entry, name] : table) {
    if (word == name) return entry;
  }
  throw Error(text("[store] the store holds a trial with the unknown ", what, " '", word,
                   "': it is damaged, or from a newer version of this program"));
}

}  // namespace

std::string to_text(TrialState state) { return word_of(kStates, state); }
std::string to_text(Outcome outcome) { return word_of(kOutcomes, outcome); }
TrialState parse_state(const std::string& word) { return item_of(kStates, word, "state"); }
Outcome parse_outcome(const std::string& word) { return item_of(kOutcomes, word, "outcome"); }

bool is_finished(TrialState state) {
  return state == TrialState::complete || state == TrialState::pruned;
}

bool is_terminal(TrialState state) { return is_finished(state) || state == TrialState::failed; }

}  // namespace actlab::studies
