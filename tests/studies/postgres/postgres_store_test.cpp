#include "studies/postgres_store.h"

#include <doctest/doctest.h>

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
