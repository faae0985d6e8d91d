#include <actlab/studies/store/sqlite_store.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include <actlab/studies/store/store.h>
#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::test::contains;
using actlab::test::error_text;
using actlab::test::TemporaryFolder;
using actlab::test::usage_error_text;

namespace {

void write(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace

TEST_CASE("sqlite: a file of other content is refused and left as it is") {
  const TemporaryFolder folder;
  for (const std::size_t size : {std::size_t{5}, std::size_t{100000}}) {
    write(folder.file("notes.txt"), std::string(size, 'x'));
    CHECK(contains(error_text([&] { TrialStore::open(folder.file("notes.txt")); }),
                   "notes.txt is damaged or no study store (file is not a database): "));
    CHECK(std::filesystem::file_size(folder.file("notes.txt")) == size);
  }
}

TEST_CASE("sqlite: another program's database is refused and left as it is") {
  const TemporaryFolder folder;
  const std::string path = folder.file("other.db");
  open_sqlite_store(path, Missing::create)->execute("create table recipes (name text)");
  CHECK(contains(error_text([&] { TrialStore::open(path); }),
                 "other.db is another program's database, not a study store: choose another"));
  write(folder.file("empty.db"), "");  // an empty file is nobody's
  CHECK_NOTHROW(TrialStore::open(folder.file("empty.db")));
}

TEST_CASE("sqlite: a damaged store gives a sentence") {
  SmallStudy small(200);
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(small.address));
  std::fstream file(small.address, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(static_cast<std::size_t>(size - 4096), '\x5a');
  file.close();
  const std::string message = error_text([&] {
    TrialStore store = TrialStore::open(small.address);
    store.trials(store.get_study("small").id);
  });
  CHECK(contains(message, "is damaged or no study store"));
  CHECK(contains(message, "restore a copy, or choose another file with --store"));
}

TEST_CASE("sqlite: a truncated store gives a sentence") {
  SmallStudy small(200);
  std::filesystem::resize_file(small.address, 5000);
  const std::string message = error_text([&] {
    TrialStore store = TrialStore::open(small.address);
    store.trials(store.get_study("small").id);
  });
  CHECK(contains(message, "is damaged or no study store"));
}

TEST_CASE("sqlite: a path that cannot be written is explained") {
  const TemporaryFolder folder;
  CHECK(contains(error_text([&] { TrialStore::open(folder.file("none/a.db")); }),
                 "none/a.db: No such file or directory"));
  CHECK(contains(error_text([&] { TrialStore::open(folder.path().string()); }), "cannot open "));
  CHECK(contains(error_text([] { TrialStore::open("/proc/a.db"); }), "/proc/a.db"));
}

TEST_CASE("sqlite: a full disk changes nothing and work goes on when there is space") {
  const std::string path = new_store_address();
  TrialStore::open(path);
  auto database = open_sqlite_store(path, Missing::refuse);
  Database& limited = *database;
  const auto pages = limited.execute("pragma page_count").front().integer(0);
  limited.execute(actlab::text("pragma max_page_count = ", pages + 1));
  TrialStore store(std::move(database), Missing::refuse);
  const Study study = store.create_study("s", "grid", "{}");
  std::vector<NewTrial> trials(500);
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].canonical_hash = std::to_string(i);
  CHECK(contains(error_text([&] { store.add_trials(study.id, trials); }),
                 ": free some; what is stored is intact"));
  CHECK(store.trials(study.id).empty());
  limited.execute("pragma max_page_count = 100000");
  CHECK(store.add_trials(study.id, trials).size() == 500);
}

TEST_CASE("sqlite: a store that is removed in mid-run is noticed") {
  SmallStudy small;
  std::filesystem::remove(small.address);
  CHECK(contains(error_text([&] { small.store.claim("w"); }), "was moved or removed while in use"));
}

TEST_CASE("sqlite: a patient store waits while it is unavailable") {
  const std::string path = new_store_address();
  TrialStore::open(path).create_study("s", "grid", "{}");
  auto database = open_sqlite_store(path, Missing::refuse);
  Database& limited = *database;
  const auto pages = limited.execute("pragma page_count").front().integer(0);
  limited.execute(actlab::text("pragma max_page_count = ", pages));
  int pauses = 0;
  TrialStore store(std::move(database), Missing::refuse, [&](const std::string& why, double) {
    CHECK(contains(why, "no space is left"));
    if (++pauses == 2) limited.execute("pragma max_page_count = 100000");  // somebody made room
    return pauses < 4;
  });
  std::vector<NewTrial> trials(100);
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].canonical_hash = std::to_string(i);
  CHECK(store.add_trials(store.get_study("s").id, trials).size() == 100);
  CHECK(pauses == 2);
}

TEST_CASE("sqlite: stores keep to the rollback journal") {
  const std::string path = new_store_address();
  TrialStore::open(path);
  const auto database = open_sqlite_store(path, Missing::refuse);
  CHECK(database->execute("pragma journal_mode").front().string(0) == "delete");
  CHECK(database->execute("pragma synchronous").front().integer(0) == 2);
}
