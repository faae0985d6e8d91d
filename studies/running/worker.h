// A worker: takes trials from a store one after the other and writes back what came of them. Any
// number may run, on any machines that reach the store, and may join, leave or die at any time.
//
//   run_worker("runs/studies.db", train_child, {.study = "search"}, std::cerr);
//
// What ends a trial's run, and what is written:
//   it returns                    its result, unless the lease was lost: then nothing
//   it throws                     a failed attempt; after three the trial has failed
//   SIGINT or SIGTERM             back to waiting, to go on from the last checkpoint
//   the lease is lost             nothing; somebody else has the trial
//   longer than trial_seconds     its result so far, as pruned
//   SIGKILL, power cut            nothing; the lease ends, and the trial waits again
// While the database is gone the worker says so, waits and tries again; what it holds is kept.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>

#include <actlab/studies/running/lease_keeper.h>
#include <actlab/studies/store/store.h>
#include <actlab/training/interrupt.h>

namespace actlab::studies {

struct WorkerOptions {
  std::string name = "";   // empty: host and process number
  std::string study = "";  // empty: every study of the store
  QueueRules rules = {};
  int threads = 1;                     // of this process
  std::int64_t memory_bytes = 0;       // 0: no limit. Beyond it a trial throws, and the rest lives
  double trial_seconds = 0.0;          // 0: no limit. Looked at whenever a trial reports
  double poll_seconds = 0.5;           // pause when nothing waits
  double silent_seconds = 2.0;         // so long, then it says for what it waits
  bool until_empty = false;            // end when nothing waits or runs; else wait for more
  std::function<void()> prepare = {};  // once the store is open, before the first trial
};

// What a running trial tells, and is told.
class TrialProgress {
 public:
  TrialProgress(TrialStore& store, const Trial& trial, const WorkerOptions& options,
                const training::InterruptGuard& signal);

  // At every step, or often. False: stop now and return; what is returned then hardly matters.
  bool report(std::int64_t step, std::span<const Metric> metrics = {});
  // A file from which the trial can go on after the step last reported, here or on another machine.
  void set_checkpoint(const std::string& path);

  enum class Stop { none, asked, lease_lost, time_over };
  Stop stopped() const { return stopped_; }

 private:
  TrialStore& store_;
  const Lease lease_;
  const WorkerOptions& options_;
  const training::InterruptGuard& signal_;
  LeaseKeeper keeper_;
  double deadline_;
  Stop stopped_ = Stop::none;
};

using RunTrial = std::function<TrialResult(const Trial&, TrialProgress&)>;

struct WorkerSummary {
  std::int64_t finished = 0;   // results written
  std::int64_t discarded = 0;  // the lease was lost
  std::int64_t failed = 0;     // attempts that threw
  std::int64_t released = 0;   // back to waiting, at a signal
};

// Works until a signal, or with `until_empty` until all is done. `log` gets a line an event. Throws
// Error where the store is damaged or gone for good, UsageError for an unknown study.
WorkerSummary run_worker(const std::string& address, const RunTrial& run,
                         const WorkerOptions& options, std::ostream& log);

}  // namespace actlab::studies
