// The searcher's side of TrialStore: its state and its proposals.
#include <algorithm>

#include <actlab/studies/store/store.h>
#include <actlab/studies/store/trial_rows.h>

namespace actlab::studies {
namespace {

constexpr const char* kControllerColumns =
    "\"update\", consumed, weights, optimizer, random_state, baseline, report";

ControllerState state_from(const Row& row) {
  return {row.integer(0), row.integer(1), row.blob(2),  row.blob(3),
          row.blob(4),    row.real(5),    row.string(6)};
}

std::vector<ControllerState> states(Database& database, std::int64_t study,
                                    const std::string& order) {
  std::vector<ControllerState> result;
  for (const Row& row : database.execute(text("select ", kControllerColumns,
                                              " from controller where study = $1 order by ", order),
                                         {study})) {
    result.push_back(state_from(row));
  }
  return result;
}

std::optional<ControllerState> newest(Database& database, std::int64_t study) {
  std::vector<ControllerState> found = states(database, study, "\"update\" desc limit 1");
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

bool same_state(const ControllerState& a, const ControllerState& b) {
  return a.update == b.update && a.consumed == b.consumed && a.weights == b.weights &&
         a.optimizer == b.optimizer && a.random_state == b.random_state;
}

std::int64_t proposal_count(Database& database, std::int64_t study) {
  return database
      .execute("select coalesce(max(number) + 1, 0) from proposal where study = $1", {study})
      .front()
      .integer(0);
}

void insert_state(Database& database, std::int64_t study, const ControllerState& state) {
  database.execute(
      "update controller set weights = $2, optimizer = $2, random_state = $2 where study = $1",
      {study, Blob{}});
  database.execute(text("insert into controller (study, ", kControllerColumns,
                        ") values ($1, $2, $3, $4, $5, $6, $7, $8)"),
                   {study, state.update, state.consumed, Blob{state.weights}, Blob{state.optimizer},
                    Blob{state.random_state}, state.baseline, state.report});
}

std::span<const Proposal> not_yet_made(std::span<const Proposal> proposals, std::int64_t made) {
  const auto first = std::ranges::find_if(
      proposals, [&](const Proposal& proposal) { return proposal.number >= made; });
  return {first, proposals.end()};
}

void require_numbered_on(std::span<const Proposal> proposals, std::int64_t made) {
  std::int64_t expected = made;
  for (const Proposal& proposal : proposals) {
    if (proposal.number != expected++) {
      throw Error(text("[store] proposals must be numbered on from ", made, ", got ",
                       proposal.number, ": is a second process running this search?"));
    }
  }
}

void insert_proposals(Database& database, std::int64_t study, std::span<const Proposal> proposals) {
  std::int64_t number = next_number(database, study);
  for (const Proposal& proposal : proposals) {
    const auto [trial, inserted] = insert_trial(database, study, number, proposal.trial);
    if (inserted) ++number;
    if (inserted && proposal.answer) set_result(database, trial, *proposal.answer);
    database.execute("insert into proposal (study, number, trial, tokens) values ($1, $2, $3, $4)",
                     {study, proposal.number, trial, proposal.tokens});
  }
}

}  // namespace

std::optional<ControllerState> TrialStore::controller(std::int64_t study) {
  return connection_->read([&](Database& database) { return newest(database, study); });
}

std::vector<ControllerState> TrialStore::controller_history(std::int64_t study) {
  return connection_->read(
      [&](Database& database) { return states(database, study, "\"update\""); });
}

void TrialStore::advance(std::int64_t study, const ControllerState& next,
                         std::span<const Proposal> proposals) {
  connection_->write([&](Database& database) {
    lock_study(database, study);
    const std::optional<ControllerState> last = newest(database, study);
    const std::int64_t made = proposal_count(database, study);
    const bool repeated = last && same_state(*last, next);
    if (repeated) proposals = not_yet_made(proposals, made);
    require_numbered_on(proposals, made);
    if (repeated) {
      insert_proposals(database, study, proposals);
      return true;
    }
    const std::int64_t update = last ? last->update + 1 : 0;
    const std::int64_t consumed = last ? last->consumed : 0;
    if (next.update != update || next.consumed < consumed || next.consumed > made) {
      throw Error(text("[store] the searcher's next state must be update ", update,
                       " and have consumed ", consumed, " to ", made, " proposals, got update ",
                       next.update, " with ", next.consumed,
                       ": is a second process running this search?"));
    }
    insert_state(database, study, next);
    insert_proposals(database, study, proposals);
    return true;
  });
}

std::vector<AnsweredProposal> TrialStore::proposals(std::int64_t study, std::int64_t from_number) {
  return connection_->read([&](Database& database) {
    std::vector<AnsweredProposal> result;
    for (const Row& row : database.execute(
             text("select proposal.number, proposal.tokens, ", trial_columns(database.dialect()),
                  " from proposal join trial on trial.id = proposal.trial ",
                  "where proposal.study = $1 and proposal.number >= $2 order by proposal.number"),
             {study, from_number})) {
      result.push_back({row.integer(0), row.string(1), trial_from(row, 2)});
    }
    return result;
  });
}

}  // namespace actlab::studies
