#include <actlab/core/tensor/free_ranges.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

using namespace actlab;

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

// Addresses alone matter: nothing is read or written.
std::byte* at(std::size_t mebibytes) {
  return reinterpret_cast<std::byte*>((mebibytes + 1024) * kMiB);
}

}  // namespace

TEST_CASE("free ranges: a large range serves smaller ones and is whole again") {
  FreeRanges ranges;
  ranges.add_span(at(0), 8 * kMiB);
  ranges.give_back(at(0), 8 * kMiB);
  std::size_t bytes = 4 * kMiB;
  CHECK(ranges.take(bytes) == at(0));
  CHECK(bytes == 4 * kMiB);
  bytes = 3 * kMiB + kMiB / 2;  // the rest fits within a quarter: taken whole
  CHECK(ranges.take(bytes) == at(4));
  CHECK(bytes == 4 * kMiB);
  CHECK(ranges.release_spans().empty());
  ranges.give_back(at(4), 4 * kMiB);
  ranges.give_back(at(0), 4 * kMiB);
  bytes = 8 * kMiB;
  CHECK(ranges.take(bytes) == at(0));
}

TEST_CASE("free ranges: cuts leave whole huge pages and small requests cut nothing") {
  FreeRanges ranges;
  ranges.add_span(at(0), 6 * kMiB);
  ranges.give_back(at(0), 6 * kMiB);
  std::size_t bytes = kMiB;
  CHECK(ranges.take(bytes) == nullptr);
  bytes = 2 * kMiB + kMiB / 4;
  CHECK(ranges.take(bytes) == at(0));
  CHECK(bytes == 4 * kMiB);
  bytes = 2 * kMiB;
  CHECK(ranges.take(bytes) == at(4));
}

TEST_CASE("free ranges: neighbours of different spans are not joined") {
  FreeRanges ranges;
  ranges.add_span(at(0), 4 * kMiB);
  ranges.add_span(at(4), 4 * kMiB);
  ranges.give_back(at(0), 4 * kMiB);
  ranges.give_back(at(4), 4 * kMiB);
  std::size_t bytes = 8 * kMiB;
  CHECK(ranges.take(bytes) == nullptr);
  CHECK(ranges.release_spans().size() == 2);
  bytes = 4 * kMiB;
  CHECK(ranges.take(bytes) == nullptr);
}

TEST_CASE("free ranges: whatever the order all of it comes together again") {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    FreeRanges ranges;
    ranges.add_span(at(0), 64 * kMiB);
    ranges.give_back(at(0), 64 * kMiB);
    std::vector<std::pair<std::byte*, std::size_t>> taken;
    std::size_t sum = 0;
    while (true) {
      std::size_t bytes = (2 + random() % 8) * kMiB;
      std::byte* const begin = ranges.take(bytes);
      if (begin == nullptr) break;
      taken.emplace_back(begin, bytes);
      sum += bytes;
    }
    CHECK(sum > 48 * kMiB);
    std::shuffle(taken.begin(), taken.end(), random);
    for (const auto& [begin, bytes] : taken) ranges.give_back(begin, bytes);
    const auto released = ranges.release_spans();
    REQUIRE(released.size() == 1);
    CHECK(released.front().second == 64 * kMiB);
  }
}
