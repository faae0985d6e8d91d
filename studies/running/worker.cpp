#include <actlab/studies/running/worker.h>

#include <chrono>
#include <cmath>
#include <mutex>
#include <ostream>
#include <thread>

#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/storage.h>
#include <actlab/studies/store/local_machine.h>

namespace actlab::studies {
namespace {

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class Worker {
 public:
  Worker(const std::string& address, const RunTrial& run, const WorkerOptions& options,
         std::ostream& log)
      : run_(run),
        options_(options),
        log_(log),
        name_(options.name.empty() ? process_name() : options.name),
        store_(TrialStore::open(address, Missing::refuse, [this](const auto& why, double seconds) {
          say(text(why, "; trying again in ", std::ceil(seconds * 10.0) / 10.0, " s"));
          return !signal_.interrupted();
        })) {}

  WorkerSummary work();

 private:
  void say(const std::string& what) {
    const std::lock_guard lock(log_mutex_);  // the lease's thread speaks, too, when it must wait
    log_ << text("[worker ", name_, "] ", what, '\n') << std::flush;  // a whole line at once
  }
  void say_for_what_it_waits(std::optional<std::int64_t> study);
  void pause() const;
  void work_on(const Trial& trial);
  void write_result(const Trial& trial, TrialResult result, TrialProgress::Stop stopped);
  void write_failure(const Trial& trial, const std::string& why);

  const RunTrial& run_;
  const WorkerOptions& options_;
  std::ostream& log_;
  std::mutex log_mutex_;
  const std::string name_;
  training::InterruptGuard signal_;
  TrialStore store_;
  WorkerSummary summary_;
  std::optional<double> idle_since_;
  bool said_why_ = false;  // since then
};

WorkerSummary Worker::work() {
  std::optional<std::int64_t> study;
  if (!options_.study.empty()) study = store_.get_study(options_.study).id;
  if (options_.prepare) options_.prepare();
  while (!signal_.interrupted()) {
    try {
      if (const std::optional<Trial> trial = store_.claim(name_, options_.rules, study)) {
        idle_since_.reset();
        work_on(*trial);
      } else if (options_.until_empty && !store_.has_open_trials(study)) {
        break;
      } else {
        say_for_what_it_waits(study);
        pause();
      }
    } catch (const StoreUnavailable&) {
      // a signal ended the waiting for the store; the loop ends with it
    }
  }
  say(text("ends: ", summary_.finished, " finished, ", summary_.released, " released, ",
           summary_.discarded, " discarded, ", summary_.failed, " attempts failed"));
  return summary_;
}

// Once it has had nothing to do for a while: between two trials of a search there is always a
// moment.
void Worker::say_for_what_it_waits(std::optional<std::int64_t> study) {
  if (!idle_since_) {
    idle_since_ = steady_seconds();
    said_why_ = false;
  }
  if (said_why_ || steady_seconds() - *idle_since_ < options_.silent_seconds) return;
  said_why_ = true;
  const std::string where = study ? text("study '", options_.study, "'") : store_.name();
  const auto counts = store_.counts(study);
  const auto running = counts.find(TrialState::running);
  if (running != counts.end()) {
    say(text("nothing waits in ", where, ": waiting for what ", running->second,
             " running trial(s) of other workers leave, or for new ones"));
  } else {
    say(text("nothing waits in ", where,
             ": waiting for trials that ./run search or ./run study "
             "grid adds; Ctrl-C ends, --until-empty would not wait"));
  }
}

void Worker::pause() const {
  const double end = steady_seconds() + options_.poll_seconds;
  while (steady_seconds() < end && !signal_.interrupted()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void Worker::work_on(const Trial& trial) {
  TrialResult result;
  TrialProgress::Stop stopped = TrialProgress::Stop::none;
  std::string failure;
  try {
    TrialProgress progress(store_, trial, options_, signal_);
    result = run_(trial, progress);
    stopped = progress.stopped();
    if (!std::isfinite(result.reward)) failure = "the reward is not a finite number";
  } catch (const StoreUnavailable&) {
    stopped = TrialProgress::Stop::asked;  // only a signal ends the patience with the store
  } catch (const std::bad_alloc&) {
    failure = "out of memory";
  } catch (const std::exception& error) {
    failure = error.what();
  } catch (...) {
    failure = "an exception of unknown kind";
  }
  try {
    if (failure.empty()) {
      write_result(trial, std::move(result), stopped);
    } else {
      write_failure(trial, failure);
    }
  } catch (const StoreUnavailable&) {
    say(text("trial ", trial.id, " could not be handed back; its lease will end by itself"));
  }
}

void Worker::write_result(const Trial& trial, TrialResult result, TrialProgress::Stop stopped) {
  using Stop = TrialProgress::Stop;
  if (stopped == Stop::asked) {
    if (store_.release(trial.lease())) ++summary_.released;
    say(text("trial ", trial.id, " goes back to waiting"));
    return;
  }
  if (stopped == Stop::time_over) {
    result.pruned = true;
    result.remark = text("stopped after ", options_.trial_seconds, " s");
  }
  if (stopped == Stop::lease_lost || !store_.finish(trial.lease(), result)) {
    ++summary_.discarded;
    say(text("trial ", trial.id, " was lost to another worker; its result is discarded"));
    return;
  }
  ++summary_.finished;
  say(text("trial ", trial.id, " (", trial.formula, ", seed ", trial.seed,
           "): ", to_text(result.outcome), ", reward ", result.reward));
}

void Worker::write_failure(const Trial& trial, const std::string& why) {
  ++summary_.failed;
  store_.fail(trial.lease(), why, options_.rules);
  say(text("trial ", trial.id, " (", trial.formula, ") failed: ", why));
}

}  // namespace

TrialProgress::TrialProgress(TrialStore& store, const Trial& trial, const WorkerOptions& options,
                             const training::InterruptGuard& signal)
    : store_(store),
      lease_(trial.lease()),
      options_(options),
      signal_(signal),
      keeper_(store, trial.lease(), options.rules),
      deadline_(steady_seconds() + options.trial_seconds) {}

bool TrialProgress::report(std::int64_t step, std::span<const Metric> metrics) {
  keeper_.set_step(step);
  const bool written = metrics.empty() || store_.record(lease_, metrics);
  if (!written || keeper_.lost()) {
    stopped_ = Stop::lease_lost;
  } else if (signal_.interrupted()) {
    stopped_ = Stop::asked;
  } else if (options_.trial_seconds > 0.0 && steady_seconds() > deadline_) {
    stopped_ = Stop::time_over;
  }
  return stopped_ == Stop::none;
}

void TrialProgress::set_checkpoint(const std::string& path) {
  if (!store_.set_checkpoint(lease_, path)) stopped_ = Stop::lease_lost;
}

WorkerSummary run_worker(const std::string& address, const RunTrial& run,
                         const WorkerOptions& options, std::ostream& log) {
  set_threads(options.threads);
  if (options.memory_bytes > 0) limit_storage(options.memory_bytes);
  return Worker(address, run, options, log).work();
}

}  // namespace actlab::studies
