#include <actlab/core/base/parallel.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <actlab/core/base/error.h>
#include "tests/support/asks_for.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::test;

namespace {

// Sets the number of threads for one test.
class Threads {
 public:
  explicit Threads(int count) : before_(threads()) { set_threads(count); }
  ~Threads() { set_threads(before_); }

 private:
  int before_;
};

}  // namespace

TEST_CASE("parallel: every index is visited once at any thread count") {
  for (const int count : {1, 2, 3, 16}) {
    const Threads guard(count);
    CHECK(threads() == count);
    std::vector<std::atomic<int>> visits(1000);
    parallel_for(1000, [&](std::int64_t i) { ++visits[static_cast<std::size_t>(i)]; });
    bool once = true;
    for (const auto& visit : visits) once = once && visit == 1;
    CHECK(once);
  }
}

TEST_CASE("parallel: more than one thread takes part" * test::asks_for_threads) {
  const Threads guard(4);
  std::atomic<int> arrived{0};
  // Each of the two waits for the other: with one thread this would never end.
  parallel_for(2, [&](std::int64_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  CHECK(arrived == 2);
}

TEST_CASE("parallel: in sequence the caller alone works and in order" * test::asks_for_threads) {
  const Threads guard(4);
  std::vector<std::int64_t> order;
  const auto caller = std::this_thread::get_id();
  {
    const InSequence sequence(true);
    const InSequence inner(false);  // takes nothing back
    parallel_for(100, [&](std::int64_t i) {
      CHECK(std::this_thread::get_id() == caller);
      order.push_back(i);
    });
  }
  CHECK(order.size() == 100);
  CHECK(std::ranges::is_sorted(order));
  std::atomic<int> arrived{0};
  parallel_for(2, [&](std::int64_t) {  // and afterwards the others again
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  CHECK(arrived == 2);
}

TEST_CASE("parallel: chunks are the same at any thread count") {
  for (const int count : {1, 2, 7}) {
    const Threads guard(count);
    std::vector<std::pair<std::int64_t, std::int64_t>> chunks(4);
    parallel_chunks(10, 3, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
      chunks[static_cast<std::size_t>(chunk)] = {begin, end};
    });
    CHECK(chunks ==
          std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 3}, {3, 6}, {6, 9}, {9, 10}});
  }
  CHECK(chunk_count(10, 3) == 4);
  CHECK(chunk_count(9, 3) == 3);
  CHECK(chunk_count(0, 3) == 0);
}

TEST_CASE("parallel: a loop inside a loop runs on one thread in order") {
  const Threads guard(4);
  std::atomic<bool> in_order{true};
  parallel_for(8, [&](std::int64_t) {
    const auto outer = std::this_thread::get_id();
    std::int64_t next = 0;
    parallel_for(100, [&](std::int64_t i) {
      if (std::this_thread::get_id() != outer || i != next++) in_order = false;
    });
  });
  CHECK(in_order);
}

TEST_CASE("parallel: an exception of the body reaches the caller and work goes on afterwards") {
  for (const int count : {1, 4}) {
    const Threads guard(count);
    CHECK(error_of([] {
            parallel_for(100, [](std::int64_t i) {
              if (i == 57) throw Error("[test] at 57");
            });
          }) == "[test] at 57");
    std::atomic<int> visits{0};
    parallel_for(50, [&](std::int64_t) { ++visits; });
    CHECK(visits == 50);
  }
}

TEST_CASE("parallel: nothing to do calls nothing") {
  parallel_for(0, [](std::int64_t) { FAIL("called"); });
  parallel_chunks(0, 5, [](std::int64_t, std::int64_t, std::int64_t) { FAIL("called"); });
}

TEST_CASE("parallel: thread counts out of range are refused") {
  CHECK(error_of([] { set_threads(0); }) ==
        "[parallel] the number of threads must be from 1 to 1024, got 0");
  CHECK_THROWS_AS(set_threads(1025), UsageError);
}

TEST_CASE("parallel: threads keep subnormal numbers") {
  const Threads guard(4);
  std::atomic<int> kept{0};
  parallel_for(64, [&](std::int64_t) {
    volatile float tiny = 0x1p-126f;
    tiny = tiny * 0.5f;
    if (tiny != 0.0f) ++kept;
  });
  CHECK(kept == 64);
}

TEST_CASE("background tasks: go on while the caller does something else" * test::asks_for_threads) {
  BackgroundTasks tasks;
  std::atomic<bool> released{false};
  std::atomic<int> done{0};
  tasks.run([&] {
    while (!released) std::this_thread::yield();
    ++done;
  });
  tasks.run([&] { ++done; });
  CHECK(done < 2);
  released = true;
  tasks.wait();
  CHECK(done == 2);
}

TEST_CASE("background tasks: are finished before they are destroyed") {
  std::atomic<int> done{0};
  {
    BackgroundTasks tasks(3);
    for (int i = 0; i < 100; ++i) tasks.run([&] { ++done; });
  }
  CHECK(done == 100);
}

TEST_CASE("background tasks: loops inside them stay on their thread") {
  BackgroundTasks tasks(2);
  std::set<std::thread::id> ids;
  tasks.run(
      [&] { parallel_for(1000, [&](std::int64_t) { ids.insert(std::this_thread::get_id()); }); });
  tasks.wait();
  CHECK(ids.size() == 1);
}

TEST_CASE("parallel: as many threads as the quota pays for and never none") {
  CHECK(usable_processors(8, {}) == 8);
  CHECK(usable_processors(8, 2.5) == 3);
  CHECK(usable_processors(8, 0.1) == 1);
  CHECK(usable_processors(8, 64.0) == 8);
  CHECK(usable_processors(8, 1e300) == 8);
  CHECK(usable_processors() >= 1);
}

TEST_CASE("parallel: more threads than processors are told about") {
  CHECK(too_many_threads(4, 4).empty());
  CHECK(too_many_threads(999, 2) ==
        "[parallel] 999 threads share 2 processors, which is slower than 2");
  CHECK(too_many_threads(2, 1) == "[parallel] 2 threads share 1 processor, which is slower than 1");
}
