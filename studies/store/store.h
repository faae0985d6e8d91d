// The store of studies: trials, their queue and results, metrics, and the searcher's state, in one
// SQLite file or one PostgreSQL database, with the same behaviour.
//
//   TrialStore store = TrialStore::open("runs/studies.db");
//   const Study study = store.create_study("swish or relu", "grid", "{}");
//   store.add_trials(study.id, trials);
//   while (std::optional<Trial> trial = store.claim("laptop-1")) store.finish(trial->lease(), ...);
//
// Promise: a result is recorded exactly once, work is done at least once. Whoever claims a trial
// has it until its lease ends, by the database's clock (see sqlite_store.h, postgres_store.h), and
// renews the lease while working. A lost lease sends the trial back to waiting; a result that comes
// after that is refused by its token.
//
// Every function is one transaction, may be called from any thread of the process that opened the
// store, and is safe to repeat. Errors: StoreUnavailable (after the patience below), Error for a
// damaged, foreign or newer store, UsageError for what the user named.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <actlab/studies/store/patient_connection.h>
#include <actlab/studies/store/trial.h>

namespace actlab::studies {

struct Study {
  std::int64_t id = 0;
  std::string name;
  std::string kind;           // "grid", "search"...
  std::string configuration;  // JSON
  double created = 0.0;       // seconds since 1970
};

// Throws UsageError where it cannot be a study's name: empty, longer than 100 bytes, or with
// characters that would break a line.
void require_study_name(const std::string& name);

struct AddedTrial {
  std::int64_t id = 0;
  bool added = false;  // false: such a trial was there already
};

struct Proposal {
  std::int64_t number = 0;  // 0, 1, 2... without gaps
  std::string tokens;       // the searcher's own words, such as what its controller drew
  NewTrial trial;
  std::optional<TrialResult> answer = {};  // known without training, such as a refusal
};

struct AnsweredProposal {
  std::int64_t number = 0;
  std::string tokens;
  Trial trial;  // the first trial of equal work
};

// All that a searcher needs to go on as if undisturbed.
struct ControllerState {
  std::int64_t update = 0;    // 0 is the state before the first update
  std::int64_t consumed = 0;  // proposals used up by updates: numbers 0 to consumed - 1
  std::string weights;        // raw bytes, the searcher's own format; may be empty
  std::string optimizer;
  std::string random_state;
  double baseline = 0.0;
  std::string report = "{}";  // JSON for people: entropy, token probabilities
};

struct QueueRules {
  double lease_seconds = 90.0;  // renewed every third of it
  std::int64_t attempts = 3;    // a trial that throws this often has failed
  std::int64_t losses = 25;     // so many workers lost in a row, without a checkpoint between:
                                // the trial kills them, and has failed
};

// One process at a time drives a study: proposes its trials and consumes their results.
struct DriverClaim {
  bool granted = false;
  std::int64_t token = 0;   // of the claim that was granted
  std::string holder = "";  // who drives it now
  double lease_left = 0.0;  // seconds, of the holder
};

class TrialStore {
 public:
  // `address` is a path, or postgresql://user@host/database. A database that cannot be reached yet
  // is waited for as later on.
  static TrialStore open(const std::string& address, Missing missing = Missing::create,
                         const Waiting& waiting = {});
  TrialStore(std::unique_ptr<Database> database, Missing missing, Waiting waiting = {});

  std::string name() const;

  // ---- studies ----
  // Throws UsageError where a study of that name exists, also when two start at one moment, and for
  // what require_study_name() refuses.
  Study create_study(const std::string& name, const std::string& kind,
                     const std::string& configuration);
  std::optional<Study> find_study(const std::string& name);
  Study get_study(const std::string& name);  // UsageError naming those that exist
  std::vector<Study> studies();

  // ---- trials ----
  std::vector<AddedTrial> add_trials(std::int64_t study, std::span<const NewTrial> trials);
  std::vector<Trial> trials(std::int64_t study, std::optional<TrialState> state = {});
  std::optional<Trial> trial(std::int64_t id);
  std::map<TrialState, std::int64_t> counts(std::optional<std::int64_t> study = {});
  bool has_open_trials(std::optional<std::int64_t> study = {});  // that wait or run
  std::vector<Metric> metrics(std::int64_t trial);               // by name, then step

  // ---- queue ----
  // The waiting trial of highest priority, lowest number; trials whose lease has ended are sent
  // back to waiting first. Nothing waiting: empty.
  std::optional<Trial> claim(const std::string& worker, const QueueRules& rules = {},
                             std::optional<std::int64_t> study = {});
  // The following return false, and change nothing, when the lease has been lost to somebody else.
  bool renew(const Lease& lease, std::int64_t step, const QueueRules& rules = {});
  bool record(const Lease& lease, std::span<const Metric> metrics);  // a repeated step overwrites
  bool set_checkpoint(const Lease& lease, const std::string& path);
  bool finish(const Lease& lease, const TrialResult& result);
  bool fail(const Lease& lease, const std::string& why, const QueueRules& rules = {});
  bool release(const Lease& lease);  // politely back to waiting: no attempt, no loss

  // ---- the searcher ----
  std::optional<ControllerState> controller(std::int64_t study);  // the newest
  // All updates in order; weights, optimizer and random_state are kept for the newest only.
  std::vector<ControllerState> controller_history(std::int64_t study);
  // Writes the next state, which says what it has consumed, and the proposals made with it: all or
  // nothing. With the newest state once more, adds those of the proposals that are not there yet.
  // Error where that update is there already with other content: a second process is running the
  // search.
  void advance(std::int64_t study, const ControllerState& next,
               std::span<const Proposal> proposals);
  std::vector<AnsweredProposal> proposals(std::int64_t study, std::int64_t from_number = 0);

  // ---- the driver of a study ----
  // `name` must be of one process only. Granted where nobody else's lease holds, or where the one
  // who has it is `dead`, which is for the caller to know.
  DriverClaim claim_driver(std::int64_t study, const std::string& name, double lease_seconds,
                           const std::string& dead = "");
  bool renew_driver(std::int64_t study, std::int64_t token, double lease_seconds);
  void release_driver(std::int64_t study, std::int64_t token);

 private:
  std::unique_ptr<PatientConnection> connection_;
};

}  // namespace actlab::studies
