#include <actlab/studies/store/postgres_store.h>

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <sstream>
#include <string>
#include <thread>

#include <actlab/studies/running/worker.h>
#include "tests/studies/contract/store_address.h"
#include "tests/studies/postgres/test_server.h"
#include "tests/support/error_text.h"

using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::test::contains;
using actlab::test::error_text;
using actlab::test::usage_error_text;

TEST_CASE("postgresql: a bad address and an absent server are explained") {
  CHECK(contains(usage_error_text([] { TrialStore::open("postgresql://h/d?no=1"); }),
                 "[store] bad PostgreSQL address: "));
  const std::string absent = error_text(
      [] { TrialStore::open("postgresql://me:secret@/studies?host=/nowhere&port=1234"); });
  CHECK(contains(absent, "[store] cannot reach PostgreSQL at /nowhere:1234/studies: "));
  CHECK(!contains(absent, "secret"));
  const std::string address = new_store_address();
  const std::size_t name = address.find("///") + 3;
  const std::string other = address.substr(0, name) + "none" + address.substr(address.find('?'));
  CHECK(contains(error_text([&] { TrialStore::open(other); }), "\"none\" does not exist"));
}

TEST_CASE("postgresql: what cannot be read of an address is not repeated") {
  for (const std::string address :
       {"bob:s3cr3t@[::1/db", "bob:s3cr3t@[::1]x/db", "bob:s3cr3t%00@host/db", "host/db?s3cr3t",
        "host/db?s3cr3t=1", "host/db?password=s3=cr3t", "host/db?passwort=s3cr3t"}) {
    const std::string message =
        usage_error_text([&] { TrialStore::open("postgresql://" + address); });
    CAPTURE(message);
    CHECK(contains(message, "bad PostgreSQL address: "));
    CHECK(contains(message, "postgresql://USER@HOST:PORT/DATABASE"));
    CHECK(!contains(message, "cr3t"));
  }
}

TEST_CASE("postgresql: another program's tables are refused and left as they are") {
  const std::string address = new_store_address();
  {
    const auto database = open_postgres_store(address);
    Transaction transaction(*database, Database::Access::write);
    database->execute("create schema actlab");
    database->execute("create table actlab.recipes (name text)");
    transaction.commit();
  }
  CHECK(contains(error_text([&] { TrialStore::open(address); }),
                 "the schema 'actlab' in PostgreSQL at "));
  CHECK(contains(error_text([&] { TrialStore::open(address); }), "is another program's"));
}

TEST_CASE("postgresql: without patience a vanished server is an error and nothing is lost") {
  SmallStudy small;
  const Trial trial = small.store.claim("w").value();
  test_server().stop();
  CHECK_THROWS_AS(small.store.finish(trial.lease(), {.reward = 0.5}), StoreUnavailable);
  test_server().start_again();
  CHECK(small.store.finish(trial.lease(), {.reward = 0.5}));
  CHECK(small.store.trial(trial.id)->reward == 0.5);
}

TEST_CASE("postgresql: a patient store waits for the server and says so") {
  const std::string address = new_store_address();
  std::string heard;
  int pauses = 0;
  TrialStore store =
      TrialStore::open(address, Missing::create, [&](const std::string& why, double) {
        heard = why;
        if (++pauses == 3) test_server().start_again();
        return pauses < 20;
      });
  const Study study = store.create_study("s", "grid", "{}");
  test_server().stop();
  CHECK(store.find_study("s")->id == study.id);
  CHECK(pauses >= 3);
  CHECK(contains(heard, "[store] "));
  CHECK(contains(heard, "PostgreSQL at "));
}

TEST_CASE("postgresql: a claim passes over a row that somebody holds") {
  SmallStudy small(2);
  const auto database = open_postgres_store(small.address);
  Transaction transaction(*database, Database::Access::write);
  database->execute("select id from trial where number = 0 for update");
  CHECK(small.store.claim("w")->number == 1);
  CHECK(!small.store.claim("w"));
}

TEST_CASE("postgresql: workers outlive their server and lose nothing") {
  SmallStudy small(20);
  const auto run = [](const Trial& trial, TrialProgress& progress) {
    for (int step = 1; step <= 5; ++step) {
      const Metric metric{step, "loss", 1.0 / step};
      if (!progress.report(step, {&metric, 1})) return TrialResult{};
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return TrialResult{.reward = static_cast<double>(trial.number)};
  };
  std::ostringstream log;
  WorkerSummary summary;
  std::thread worker([&] {
    const WorkerOptions options{
        .name = "w", .rules = {.lease_seconds = 0.5}, .poll_seconds = 0.05, .until_empty = true};
    summary = run_worker(small.address, run, options, log);
  });
  while (small.store.counts()[TrialState::complete] < 3) std::this_thread::yield();
  test_server().stop();
  std::this_thread::sleep_for(std::chrono::milliseconds(700));  // beyond the lease
  test_server().start_again();
  worker.join();
  CHECK(summary.failed == 0);
  CHECK(contains(log.str(), "; trying again in "));
  for (const Trial& trial : small.store.trials(small.study.id)) {
    CHECK(trial.state == TrialState::complete);
    CHECK(trial.reward == static_cast<double>(trial.number));
    CHECK(small.store.metrics(trial.id).size() == 5);
  }
}

TEST_CASE("postgresql: a worker that waits for its server obeys a signal and records nothing") {
  SmallStudy small(1);
  const auto run = [](const Trial&, TrialProgress& progress) {
    test_server().stop();
    std::raise(SIGTERM);
    const Metric metric{1, "loss", 1.0};
    progress.report(1, {&metric, 1});
    return TrialResult{.reward = 1.0};
  };
  std::ostringstream log;
  const WorkerSummary summary = run_worker(small.address, run, {.name = "w"}, log);
  test_server().start_again();
  CHECK(summary.finished + summary.failed + summary.released == 0);
  CHECK(contains(log.str(), "could not be handed back; its lease will end by itself"));
  CHECK(small.store.trials(small.study.id).front().state == TrialState::running);
}
