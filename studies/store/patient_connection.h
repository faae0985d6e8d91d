// A connection that outlives the absence of its database: each piece of work is one transaction,
// done again from its start when the database was unavailable.
//
// Work must be safe to repeat: when a connection breaks while committing, nobody knows whether the
// transaction counted.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <actlab/studies/store/database.h>

namespace actlab::studies {

// Called before each pause with the reason and its length; false gives up, and the caller sees
// StoreUnavailable. An empty function gives up at once. It must not use the store.
using Waiting = std::function<bool(const std::string& why, double seconds)>;

// Says why to `waiting` and sleeps: 0.1 s, doubling with the failures up to 5 s, each shortened at
// random so that many workers do not come back in one moment. False: give up.
bool wait_for_database(const Waiting& waiting, const std::string& why, int failures);

class PatientConnection {
 public:
  PatientConnection(std::unique_ptr<Database> database, Waiting waiting)
      : database_(std::move(database)), waiting_(std::move(waiting)) {}

  Database& database() { return *database_; }

  // Returns body(database), whose statements are one transaction. Any thread may call; others wait.
  template <class Body>
  auto transact(Database::Access access, Body body) {
    const std::lock_guard lock(mutex_);
    for (int failures = 0;; ++failures) {
      try {
        Transaction transaction(*database_, access);
        auto result = body(*database_);
        transaction.commit();
        return result;
      } catch (const StoreUnavailable& reason) {
        if (!wait_for_database(waiting_, reason.what(), failures)) throw;
      }
    }
  }

  template <class Body>
  auto read(Body body) {
    return transact(Database::Access::read, std::move(body));
  }
  template <class Body>
  auto write(Body body) {
    return transact(Database::Access::write, std::move(body));
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Database> database_;
  Waiting waiting_;
};

}  // namespace actlab::studies
