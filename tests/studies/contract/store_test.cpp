#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::Error;
using actlab::UsageError;
using actlab::test::contains;
using actlab::test::error_text;
using actlab::test::usage_error_text;

TEST_CASE("store: a study is found again by its name from another connection") {
  SmallStudy small;
  TrialStore other = TrialStore::open(small.address, Missing::refuse);
  const Study found = other.get_study("small");
  CHECK(found.id == small.study.id);
  CHECK(found.kind == "grid");
  CHECK(found.configuration == "{}");
  CHECK(found.created > 1.7e9);
  CHECK(!other.find_study("large"));
  CHECK(other.studies().size() == 1);
}

TEST_CASE("store: a second study of one name is refused") {
  SmallStudy small;
  const std::string message =
      usage_error_text([&] { small.store.create_study("small", "search", "{}"); });
  CHECK(contains(message, "[store] a study named 'small' exists already in "));
  CHECK(contains(message, "continue it with --resume, or choose another name"));
  CHECK(small.store.get_study("small").kind == "grid");
  CHECK(contains(usage_error_text([&] { small.store.create_study("", "grid", "{}"); }), "a name"));
}

TEST_CASE("store: an unknown study is answered with those that exist") {
  SmallStudy small;
  small.store.create_study("medium", "grid", "{}");
  const std::string message = usage_error_text([&] { small.store.get_study("smal"); });
  CHECK(contains(message, "no study is named 'smal' in "));
  CHECK(contains(message, "there are: small, medium"));
}

TEST_CASE("store: a store is made only where one is asked for") {
  const std::string message =
      usage_error_text([] { TrialStore::open(new_store_address(), Missing::refuse); });
  CHECK(contains(message, "check --store"));
}

TEST_CASE("store: a trial comes back as it was added") {
  SmallStudy small(0);
  NewTrial added;
  added.canonical_hash = "ab12";
  added.formula = "x * sigmoid(\xCE\xB2 * x) -- 'quoted'";
  added.configuration = R"({"model": "resnet20"})";
  added.seed = std::numeric_limits<std::int64_t>::min();
  added.budget = 10000;
  added.rung = 2;
  added.priority = 0.1;
  added.checkpoint = "runs/a/last.safetensors";
  const AddedTrial answer = small.store.add_trials(small.study.id, {&added, 1}).front();
  CHECK(answer.added);
  const Trial trial = small.store.trial(answer.id).value();
  CHECK(trial.formula == added.formula);
  CHECK(trial.configuration == added.configuration);
  CHECK(trial.seed == added.seed);
  CHECK(trial.rung == 2);
  CHECK(trial.priority == 0.1);
  CHECK(trial.checkpoint == added.checkpoint);
  CHECK(trial.state == TrialState::waiting);
  CHECK(!trial.reward);
  CHECK(!trial.lease_left);
}

TEST_CASE("store: equal work is added once and numbers have no gaps") {
  SmallStudy small(2);
  std::vector<NewTrial> more = {small.trials[1], small.trials[0], small.trials[0]};
  more[2].seed = 7;
  const std::vector<AddedTrial> answers = small.store.add_trials(small.study.id, more);
  CHECK(!answers[0].added);
  CHECK(!answers[1].added);
  CHECK(answers[2].added);
  const std::vector<Trial> all = small.store.trials(small.study.id);
  REQUIRE(all.size() == 3);
  CHECK(answers[0].id == all[1].id);
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].number == static_cast<int>(i));
  CHECK(small.store.counts(small.study.id).at(TrialState::waiting) == 3);
  CHECK(small.store.has_open_trials(small.study.id));
  CHECK(small.store.trials(small.study.id, TrialState::complete).empty());
}

TEST_CASE("store: trials for a study that is not there are refused") {
  SmallStudy small;
  const std::string message =
      usage_error_text([&] { small.store.add_trials(small.study.id + 1, small.trials); });
  CHECK(contains(message, "has no study with the id"));
}

TEST_CASE("store: a store of a newer version is left alone") {
  SmallStudy small;
  {
    const auto database = bare_database(small.address);
    Transaction transaction(*database, Database::Access::write);
    if (small.address.starts_with("postgresql://")) {
      database->schema_version();
      database->execute("update version set version = 7");
    } else {
      database->set_schema_version(7);
    }
    transaction.commit();
  }
  const std::string message = error_text([&] { TrialStore::open(small.address); });
  CHECK(contains(message, "was written by a newer version of this program (schema 7, this one "));
  CHECK(contains(message, "update this program, or choose another store with --store"));
}

TEST_CASE("store: a store of the first version gains what it lacks") {
  SmallStudy small;
  {
    const auto database = bare_database(small.address);
    Transaction transaction(*database, Database::Access::write);
    database->schema_version();
    database->execute("drop table driver");
    if (small.address.starts_with("postgresql://")) {
      database->execute("update version set version = 1");
    } else {
      database->set_schema_version(1);
    }
    transaction.commit();
  }
  TrialStore reopened = TrialStore::open(small.address, Missing::refuse);
  CHECK(reopened.trials(small.study.id).size() == 3);
  CHECK(reopened.claim_driver(small.study.id, "a", 10.0).granted);
}

TEST_CASE("store: values of another hand are an error and no crash") {
  SmallStudy small;
  const auto database = bare_database(small.address);
  change(*database, "alter table trial rename column formula to recipe");
  CHECK(contains(error_text([&] { small.store.trials(small.study.id); }), "formula"));
}

TEST_CASE("store: an address of an unknown kind is explained") {
  CHECK(contains(usage_error_text([] { TrialStore::open("mysql://host/db"); }),
                 "'mysql://' names no store: --store takes a path or postgresql://..."));
  CHECK(contains(usage_error_text([] { TrialStore::open(""); }), "names no store"));
}
