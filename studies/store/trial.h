// What a study is made of: one trial is one training, named by what is trained (formula and
// configuration), its seed and its budget.
//
//            claim               finish: complete or pruned (with an outcome)
//   waiting ------> running -----------------------------------------------> terminal
//      ^                |   fail: thrown 3 times, or 25 workers lost in a row -> failed
//      +----------------+
//        release, a lost lease, a failed attempt
//
// Divergence is a result: such a trial is complete, outcome `diverged`, and is never tried again.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace actlab::studies {

enum class TrialState { waiting, running, complete, pruned, failed };
enum class Outcome { ok, diverged, constant };

// The words under which they are stored, and back; an unknown word throws Error.
std::string to_text(TrialState state);
std::string to_text(Outcome outcome);
TrialState parse_state(const std::string& word);
Outcome parse_outcome(const std::string& word);

bool is_finished(TrialState state);  // complete or pruned: it has an outcome
bool is_terminal(TrialState state);  // nobody will work on it: finished or failed

// Seeds go from 0 to this: JSON, and the pages that read it, know whole numbers up to 2^53.
inline constexpr std::int64_t kLargestSeed = (std::int64_t{1} << 53) - 1;

// What the proposer of a trial says. (canonical_hash, seed, budget) is unique in a study, so that
// equal work is done once: the hash must cover all that decides the result beside seed and budget
// (the function; on a grid the network and data as well).
struct NewTrial {
  std::string canonical_hash = "";
  std::string formula = "";
  std::string configuration = "{}";  // JSON: all else that the runner needs
  std::int64_t seed = 0;
  std::int64_t budget = 0;      // steps
  std::int64_t rung = 0;        // 0 is the cheapest
  double priority = 0.0;        // higher first; then by number
  std::string checkpoint = "";  // to start from (a lower rung's); empty: from nothing
};

// The right to write one trial's result. A token is the number of the claim, so a later claim of
// the same trial makes every earlier one worthless, whatever clocks say.
struct Lease {
  std::int64_t trial = 0;
  std::int64_t token = 0;
};

struct Trial : NewTrial {
  std::int64_t id = 0;
  std::int64_t study = 0;
  std::int64_t number = 0;  // 0, 1, 2... in the order in which the study's trials were added
  TrialState state = TrialState::waiting;
  std::optional<Outcome> outcome;  // of a complete or pruned trial
  std::optional<double> reward;
  std::string error;         // why an attempt failed, or a remark of the result
  std::int64_t attempt = 0;  // attempts that threw
  std::int64_t losses = 0;   // workers lost since the last checkpoint
  std::int64_t step = 0;     // last step heard of
  std::string worker;        // who has it, or had it last
  std::int64_t lease_token = 0;
  std::optional<double> lease_left;  // seconds, of a running trial; not above 0: it is lost
  double created = 0.0;              // seconds since 1970, by the database's clock
  std::optional<double> started, finished;

  Lease lease() const { return {id, lease_token}; }
};

struct TrialResult {
  Outcome outcome = Outcome::ok;
  double reward = 0.0;  // finite; diverged and constant children have 0
  bool pruned = false;  // stopped early by a rule, not trained to its budget
  std::string remark = "";
};

// NaN is a legal value (the loss of a diverged child) and comes back as NaN.
struct Metric {
  std::int64_t step = 0;
  std::string name;
  double value = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace actlab::studies
