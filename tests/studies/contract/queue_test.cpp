#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::test::contains;
using actlab::test::error_text;

namespace {

// A lease that has ended when the claim returns: the worker is lost at once.
const QueueRules kLostAtOnce{.lease_seconds = 0.0};

}  // namespace

TEST_CASE("queue: trials are claimed once each by priority and then by number") {
  SmallStudy small;
  NewTrial urgent = small.trials[0];
  urgent.formula = urgent.canonical_hash = "urgent";
  urgent.priority = 1.0;
  small.store.add_trials(small.study.id, {&urgent, 1});
  std::string order;
  while (const auto trial = small.store.claim("w")) order += trial->formula + " ";
  CHECK(order == "urgent f0 f1 f2 ");
  CHECK(small.store.counts().at(TrialState::running) == 4);
}

TEST_CASE("queue: a claim says who has the trial and for how long") {
  SmallStudy small(1);
  const Trial trial = small.store.claim("laptop-1").value();
  CHECK(trial.state == TrialState::running);
  CHECK(trial.worker == "laptop-1");
  CHECK(trial.lease_left.value() > 80.0);
  CHECK(trial.lease_left.value() <= 90.0);
  CHECK(trial.started.value() >= trial.created);
  CHECK(small.store.trials(small.study.id, TrialState::running).front().worker == "laptop-1");
}

TEST_CASE("queue: a claim can be kept to one study") {
  SmallStudy small(1);
  const Study other = small.store.create_study("other", "grid", "{}");
  CHECK(!small.store.claim("w", {}, other.id));
  CHECK(small.store.claim("w", {}, small.study.id));
}

TEST_CASE("queue: a result is recorded and ends the trial") {
  SmallStudy small(1);
  const Trial trial = small.store.claim("w").value();
  CHECK(small.store.has_open_trials());
  CHECK(small.store.finish(trial.lease(), {.reward = 0.1, .remark = "fine"}));
  CHECK(!small.store.has_open_trials());
  const Trial done = small.store.trial(trial.id).value();
  CHECK(done.state == TrialState::complete);
  CHECK(done.outcome == Outcome::ok);
  CHECK(done.reward == 0.1);  // bit for bit
  CHECK(done.error == "fine");
  CHECK(done.worker == "w");
  CHECK(!done.lease_left);
  CHECK(done.finished.value() >= done.started.value());
  CHECK(!small.store.claim("w"));
}

TEST_CASE("queue: divergence is a result and is never tried again") {
  SmallStudy small(2);
  const Trial first = small.store.claim("w").value();
  CHECK(small.store.finish(first.lease(), {.outcome = Outcome::diverged}));
  const Trial second = small.store.claim("w").value();
  CHECK(small.store.finish(second.lease(), {.outcome = Outcome::constant, .pruned = true}));
  CHECK(!small.store.claim("w"));
  CHECK(small.store.trial(first.id)->outcome == Outcome::diverged);
  CHECK(small.store.trial(first.id)->state == TrialState::complete);
  CHECK(small.store.trial(second.id)->state == TrialState::pruned);
}

TEST_CASE("queue: a reward that is no number is refused") {
  SmallStudy small(1);
  const Trial trial = small.store.claim("w").value();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(contains(error_text([&] { small.store.finish(trial.lease(), {.reward = nan}); }),
                 "must be a finite number, got nan"));
  CHECK(small.store.finish(trial.lease(), {}));
}

TEST_CASE("queue: finishing twice under one lease is one result") {
  SmallStudy small(1);
  const Trial trial = small.store.claim("w").value();
  CHECK(small.store.finish(trial.lease(), {.reward = 0.5}));
  CHECK(small.store.finish(trial.lease(), {.reward = 0.7}));
  CHECK(small.store.trial(trial.id)->reward == 0.5);
}

TEST_CASE("queue: a lost trial waits again and counts as no attempt") {
  SmallStudy small(1);
  const Trial lost = small.store.claim("stopped", kLostAtOnce).value();
  const Trial again = small.store.claim("other").value();
  CHECK(again.id == lost.id);
  CHECK(again.lease_token > lost.lease_token);
  CHECK(again.attempt == 0);
  CHECK(again.losses == 1);
}

TEST_CASE("queue: whoever lost the lease can change nothing") {
  SmallStudy small(1);
  const Lease stale = small.store.claim("stopped", kLostAtOnce)->lease();
  const Trial mine = small.store.claim("other").value();
  const Metric metric{1, "loss", 2.0};
  CHECK(!small.store.renew(stale, 5));
  CHECK(!small.store.record(stale, {&metric, 1}));
  CHECK(!small.store.set_checkpoint(stale, "stale"));
  CHECK(!small.store.finish(stale, {.reward = 1.0}));
  CHECK(!small.store.fail(stale, "stale"));
  CHECK(!small.store.release(stale));
  const Trial now = small.store.trial(mine.id).value();
  CHECK(now.state == TrialState::running);
  CHECK(now.lease_token == mine.lease_token);
  CHECK(now.step == 0);
  CHECK(now.checkpoint.empty());
  CHECK(small.store.finish(mine.lease(), {.reward = 0.25}));
  CHECK(!small.store.finish(stale, {.reward = 1.0}));
  CHECK(small.store.trial(mine.id)->reward == 0.25);
}

TEST_CASE("queue: an ended lease still counts while nobody else has claimed") {
  SmallStudy small(1);
  const Trial late = small.store.claim("slow", kLostAtOnce).value();
  CHECK(late.lease_left.value() <= 0.0);
  CHECK(small.store.renew(late.lease(), 3));
  CHECK(!small.store.claim("other"));
  CHECK(small.store.finish(late.lease(), {}));
}

TEST_CASE("queue: a clock set back or another clock ends leases") {
  SmallStudy small(1);
  const auto database = bare_database(small.address);
  CHECK(small.store.claim("w"));
  CHECK(!small.store.claim("other"));
  change(*database, "update trial set lease_until = lease_until + 1000");
  CHECK(small.store.claim("other"));
  change(*database, "update trial set lease_clock = 'before the restart'");
  const Trial trial = small.store.trials(small.study.id).front();
  CHECK(trial.lease_left.value() == 0.0);
  CHECK(small.store.claim("third")->losses == 2);
}

TEST_CASE("queue: a trial that throws is tried three times") {
  SmallStudy small(1);
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const Trial trial = small.store.claim("w").value();
    CHECK(small.store.fail(trial.lease(), actlab::text("failure ", attempt, " \xff\n")));
    CHECK(!small.store.fail(trial.lease(), "repeated"));
    CHECK(small.store.trial(trial.id)->attempt == attempt);
  }
  CHECK(!small.store.claim("w"));
  const Trial failed = small.store.trials(small.study.id).front();
  CHECK(failed.state == TrialState::failed);
  CHECK(failed.error == "failure 3 ?\n");
  CHECK(!failed.outcome);
  CHECK(failed.finished);
}

TEST_CASE("queue: a trial that kills its workers fails in the end") {
  SmallStudy small(1);
  for (int i = 0; i < 25; ++i) CHECK(small.store.claim("victim", kLostAtOnce));
  CHECK(!small.store.claim("victim"));
  const Trial failed = small.store.trials(small.study.id).front();
  CHECK(failed.state == TrialState::failed);
  CHECK(contains(failed.error, "25 workers in a row were lost while they had this trial"));
}

TEST_CASE("queue: a checkpoint is handed on and forgives earlier losses") {
  SmallStudy small(1);
  CHECK(small.store.claim("w", kLostAtOnce));
  const Trial second = small.store.claim("w", kLostAtOnce).value();
  CHECK(second.losses == 1);
  CHECK(small.store.set_checkpoint(second.lease(), "step-500"));
  const Trial third = small.store.claim("w").value();
  CHECK(third.checkpoint == "step-500");
  CHECK(third.losses == 1);
}

TEST_CASE("queue: a released trial is claimed again without a trace") {
  SmallStudy small(1);
  const Trial trial = small.store.claim("w").value();
  CHECK(small.store.set_checkpoint(trial.lease(), "step-1"));
  CHECK(small.store.release(trial.lease()));
  CHECK(small.store.trial(trial.id)->state == TrialState::waiting);
  const Trial again = small.store.claim("w").value();
  CHECK(again.attempt == 0);
  CHECK(again.losses == 0);
  CHECK(again.checkpoint == "step-1");
}

TEST_CASE("queue: metrics keep the last value of a step and NaN") {
  SmallStudy small(1);
  const Lease lease = small.store.claim("w")->lease();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const std::array<Metric, 3> first = {{{1, "loss", 2.25}, {2, "loss", nan}, {2, "acc", 0.1}}};
  CHECK(small.store.record(lease, first));
  const std::array<Metric, 2> again = {{{1, "loss", 2.5}, {3, "loss", infinity}}};
  CHECK(small.store.record(lease, again));
  const std::vector<Metric> all = small.store.metrics(lease.trial);
  REQUIRE(all.size() == 4);
  CHECK(all[0].name == "acc");
  CHECK(all[0].value == 0.1);
  CHECK(all[1].value == 2.5);
  CHECK(std::isnan(all[2].value));
  CHECK(all[3].value == infinity);
  CHECK(all[3].step == 3);
}

TEST_CASE("queue: renewing tells how far the trial is") {
  SmallStudy small(1);
  const Trial trial = small.store.claim("w").value();
  CHECK(small.store.renew(trial.lease(), 1234, {.lease_seconds = 500.0}));
  const Trial now = small.store.trial(trial.id).value();
  CHECK(now.step == 1234);
  CHECK(now.lease_left.value() > 400.0);
}
