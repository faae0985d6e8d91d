#include <actlab/core/base/scratch.h>

#include <doctest/doctest.h>

#include <cstdint>
#include <new>
#include <thread>
#include <vector>

#include "tests/support/asks_for.h"

using namespace actlab;

TEST_CASE("scratch: memory is aligned and does not overlap") {
  Scratch scratch;
  float* previous_end = nullptr;
  for (const std::int64_t count : {1, 16, 17, 1000, 3}) {
    float* const memory = scratch.floats(count);
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % 64 == 0);
    CHECK((previous_end == nullptr || memory >= previous_end));
    previous_end = memory + count;
  }
}

TEST_CASE("scratch: the end of a scope gives its memory back") {
  Scratch outer;
  float* const kept = outer.floats(10);
  kept[9] = 5.0f;
  float* first = nullptr;
  {
    Scratch inner;
    first = inner.floats(100);
    first[0] = 1.0f;
  }
  Scratch again;
  CHECK(again.floats(100) == first);
  CHECK(kept[9] == 5.0f);
}

TEST_CASE("scratch: pointers stay valid while a scope grows beyond its first block") {
  Scratch scratch;
  std::vector<float*> parts;
  constexpr std::int64_t kFloats = 300000;  // a block holds fewer than one of these
  for (int i = 0; i < 6; ++i) {
    parts.push_back(scratch.floats(kFloats));
    parts.back()[0] = static_cast<float>(i);
    parts.back()[kFloats - 1] = static_cast<float>(i);
  }
  for (int i = 0; i < 6; ++i) {
    CHECK(parts[static_cast<std::size_t>(i)][0] == static_cast<float>(i));
    CHECK(parts[static_cast<std::size_t>(i)][kFloats - 1] == static_cast<float>(i));
  }
}

TEST_CASE("scratch: each thread has its own" * test::asks_for_threads) {
  Scratch scratch;
  float* const mine = scratch.floats(64);
  mine[0] = 1.0f;
  float* others = nullptr;
  std::thread([&] {
    Scratch theirs;
    others = theirs.floats(64);
    others[0] = 2.0f;
  }).join();
  CHECK(others != mine);
  CHECK(mine[0] == 1.0f);
}

TEST_CASE("scratch: a large block takes the place of small ones that nobody uses" *
          test::asks_for_threads) {
  std::thread([before = scratch_bytes()] {
    constexpr std::int64_t kMiB = 1 << 18;  // in floats
    for (const std::int64_t size : {1, 3, 7, 20, 50}) {
      Scratch scratch;
      scratch.floats(size * kMiB)[0] = 1.0f;
    }
    CHECK(scratch_bytes() - before <= 64 << 20);
    Scratch scratch;
    float* const kept = scratch.floats(10);
    kept[9] = 5.0f;
    scratch.floats(90 * kMiB)[0] = 1.0f;
    CHECK(kept[9] == 5.0f);
  }).join();
}

TEST_CASE("scratch: more than an address reaches is refused and the scope goes on") {
  Scratch scratch;
  float* const kept = scratch.floats(10);
  kept[9] = 5.0f;
  // Times four bytes, the least of these is nothing where a size has 32 bits.
  for (const int power : {30, 31, 32, 61, 62}) {
    if (power < 40 && sizeof(void*) == 8) continue;  // which may be had
    CHECK_THROWS_AS(scratch.floats(std::int64_t{1} << power), std::bad_alloc);
  }
  CHECK(kept[9] == 5.0f);
}

TEST_CASE("scratch: asking for nothing gives a pointer all the same") {
  Scratch scratch;
  CHECK(scratch.floats(0) != nullptr);
}

TEST_CASE("scratch: what threads hold is counted and goes with them" * test::asks_for_threads) {
  const std::int64_t before = scratch_bytes();
  std::int64_t during = 0;
  std::thread([&] {
    Scratch scratch;
    scratch.floats(1000000)[0] = 1.0f;
    during = scratch_bytes();
  }).join();
  CHECK(during >= before + 4000000);
  CHECK(scratch_bytes() == before);
}
