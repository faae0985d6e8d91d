// The promises of a study store are tested once, over every database: each test program that links
// the cases of this folder says where new stores are to be made.
#pragma once

#include <memory>
#include <string>

#include <actlab/studies/store/postgres_store.h>
#include <actlab/studies/store/sqlite_store.h>
#include <actlab/studies/store/store.h>

namespace actlab::studies::test {

// An address at which there is nothing yet; another one each time.
std::string new_store_address();

// The bare database under a store, for tests that put there what no store would.
inline std::unique_ptr<Database> bare_database(const std::string& address) {
  if (address.starts_with("postgresql://")) return open_postgres_store(address);
  return open_sqlite_store(address, Missing::create);
}

inline void change(Database& database, const std::string& sql) {
  Transaction transaction(database, Database::Access::write);
  database.schema_version();
  database.execute(sql);
  transaction.commit();
}

// A study of `count` trials f0, f1... in a new store.
struct SmallStudy {
  explicit SmallStudy(std::int64_t count = 3)
      : address(new_store_address()), store(TrialStore::open(address)) {
    study = store.create_study("small", "grid", "{}");
    for (std::int64_t i = 0; i < count; ++i) {
      NewTrial trial;
      trial.formula = trial.canonical_hash = text("f", i);
      trial.budget = 100;
      trials.push_back(trial);
    }
    store.add_trials(study.id, trials);
  }

  std::string address;
  TrialStore store;
  Study study;
  std::vector<NewTrial> trials;
};

}  // namespace actlab::studies::test
