#include <actlab/studies/running/worker.h>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <limits>
#include <sstream>
#include <thread>
#include <vector>

#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::test::contains;
using actlab::test::usage_error_text;

namespace {

// A lease so short that the keeper renews it many times in a moment.
constexpr QueueRules kQuick{.lease_seconds = 0.3};

WorkerOptions quick_options(const std::string& study = {}) {
  return {.name = "w", .study = study, .rules = kQuick, .poll_seconds = 0.01, .until_empty = true};
}

void sleep_ms(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

}  // namespace

TEST_CASE("worker: finishes every trial with what its run returned") {
  SmallStudy small(5);
  std::ostringstream log;
  const auto run = [](const Trial& trial, TrialProgress& progress) {
    const std::array<Metric, 1> loss = {{{1, "loss", 0.5}}};
    CHECK(progress.report(1, loss));
    return TrialResult{.reward = static_cast<double>(trial.number)};
  };
  const WorkerSummary summary = run_worker(small.address, run, quick_options(), log);
  CHECK(summary.finished == 5);
  for (const Trial& trial : small.store.trials(small.study.id)) {
    CHECK(trial.state == TrialState::complete);
    CHECK(trial.reward == static_cast<double>(trial.number));
    CHECK(trial.worker == "w");
    CHECK(small.store.metrics(trial.id).size() == 1);
  }
  CHECK(contains(log.str(), "[worker w] trial 1 (f0, seed 0): ok, reward 0\n"));
  CHECK(contains(log.str(), "ends: 5 finished, 0 released"));
}

TEST_CASE("worker: a lease is renewed while its trial runs for longer") {
  SmallStudy small(1);
  std::ostringstream log;
  const auto run = [&](const Trial& trial, TrialProgress& progress) {
    for (int step = 1; step <= 20; ++step) {
      sleep_ms(50);
      CHECK(progress.report(step));
      CHECK(!small.store.claim("thief", kQuick));
    }
    CHECK(small.store.trial(trial.id)->step > 5);
    return TrialResult{};
  };
  CHECK(run_worker(small.address, run, quick_options(), log).finished == 1);
  CHECK(small.store.trials(small.study.id).front().losses == 0);
}

TEST_CASE("worker: a result whose lease was lost is discarded politely") {
  SmallStudy small(1);
  std::ostringstream log;
  bool first = true;
  const auto run = [&](const Trial& trial, TrialProgress&) {
    if (!first) return TrialResult{.reward = 0.5};
    first = false;
    const auto database = bare_database(small.address);
    change(*database, "update trial set lease_until = 0");
    const Trial stolen = small.store.claim("thief").value();
    CHECK(stolen.id == trial.id);
    CHECK(small.store.release(stolen.lease()));
    return TrialResult{.reward = 0.9};
  };
  const WorkerSummary summary = run_worker(small.address, run, quick_options(), log);
  CHECK(summary.discarded == 1);
  CHECK(summary.finished == 1);
  CHECK(small.store.trials(small.study.id).front().reward == 0.5);
  CHECK(contains(log.str(), "was lost to another worker; its result is discarded"));
}

TEST_CASE("worker: whoever lost a lease is told to stop") {
  SmallStudy small(1);
  std::ostringstream log;
  bool first = true;
  const auto run = [&](const Trial&, TrialProgress& progress) {
    if (!first) return TrialResult{.reward = 0.5};
    first = false;
    change(*bare_database(small.address), "update trial set lease_until = 0");
    const Lease stolen = small.store.claim("thief")->lease();
    std::int64_t step = 0;
    while (progress.report(++step)) sleep_ms(10);
    CHECK(progress.stopped() == TrialProgress::Stop::lease_lost);
    CHECK(small.store.release(stolen));
    return TrialResult{};
  };
  CHECK(run_worker(small.address, run, quick_options(), log).discarded == 1);
}

TEST_CASE("worker: a trial that throws is tried three times and the others go on") {
  SmallStudy small(4);
  std::ostringstream log;
  const auto run = [](const Trial& trial, TrialProgress&) -> TrialResult {
    if (trial.number == 0) throw actlab::Error("[conv2d] no");
    if (trial.number == 1) throw 7;
    if (trial.number == 2) return {.reward = std::numeric_limits<double>::infinity()};
    return {};
  };
  const WorkerSummary summary = run_worker(small.address, run, quick_options(), log);
  CHECK(summary.finished == 1);
  CHECK(summary.failed == 9);
  const std::vector<Trial> trials = small.store.trials(small.study.id);
  CHECK(trials[0].state == TrialState::failed);
  CHECK(trials[0].error == "[conv2d] no");
  CHECK(trials[1].error == "an exception of unknown kind");
  CHECK(trials[2].error == "the reward is not a finite number");
  CHECK(trials[3].state == TrialState::complete);
}

TEST_CASE("worker: a signal sends the trial back with its checkpoint") {
  SmallStudy small(2);
  std::ostringstream log;
  const auto run = [](const Trial&, TrialProgress& progress) {
    CHECK(progress.report(1));
    progress.set_checkpoint("step-1");
    std::raise(SIGTERM);
    CHECK(!progress.report(2));
    return TrialResult{.reward = 1.0};
  };
  const WorkerSummary summary = run_worker(small.address, run, quick_options(), log);
  CHECK(summary.released == 1);
  CHECK(summary.finished == 0);
  const Trial trial = small.store.trials(small.study.id).front();
  CHECK(trial.state == TrialState::waiting);
  CHECK(trial.checkpoint == "step-1");
  CHECK(trial.attempt == 0);
  CHECK(contains(log.str(), "trial 1 goes back to waiting"));
}

TEST_CASE("worker: a trial that takes too long is pruned") {
  SmallStudy small(1);
  std::ostringstream log;
  WorkerOptions options = quick_options();
  options.trial_seconds = 0.05;
  const auto run = [](const Trial&, TrialProgress& progress) {
    for (int step = 0; progress.report(step); ++step) sleep_ms(5);
    return TrialResult{.reward = 0.25};
  };
  CHECK(run_worker(small.address, run, options, log).finished == 1);
  const Trial trial = small.store.trials(small.study.id).front();
  CHECK(trial.state == TrialState::pruned);
  CHECK(trial.reward == 0.25);
  CHECK(trial.error == "stopped after 0.05 s");
}

TEST_CASE("worker: an unknown study or a store that is not there is refused") {
  SmallStudy small(1);
  std::ostringstream log;
  const auto run = [](const Trial&, TrialProgress&) { return TrialResult{}; };
  const auto refused = [&](const std::string& address, const std::string& study) {
    return usage_error_text([&] { run_worker(address, run, quick_options(study), log); });
  };
  CHECK(contains(refused(small.address, "smoll"), "no study is named 'smoll'"));
  CHECK(contains(refused(new_store_address(), ""), "check --store"));
}
