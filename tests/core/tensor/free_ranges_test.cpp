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
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<std::byte*>((mebibytes + 1024) * kMiB);
}

}  // namespace

TEST_CASE("free ranges: a large range is cut exactly and is whole again") {
  FreeRanges ranges;
  ranges.add_span(at(0), 8 * kMiB);
  CHECK(ranges.cut(4 * kMiB) == at(0));
  CHECK(ranges.cut(3 * kMiB) == at(4));
  CHECK(ranges.cut(2 * kMiB) == nullptr);
  CHECK(ranges.cut(kMiB) == at(7));
  CHECK(ranges.release_spans().empty());
  ranges.give_back(at(7), kMiB);
  ranges.give_back(at(0), 4 * kMiB);
  ranges.give_back(at(4), 3 * kMiB);
  CHECK(ranges.cut(8 * kMiB) == at(0));
}

TEST_CASE("free ranges: the smallest range that is large enough is cut") {
  FreeRanges ranges;
  ranges.add_span(at(0), 6 * kMiB);
  ranges.add_span(at(10), 3 * kMiB);
  CHECK(ranges.cut(2 * kMiB) == at(10));
  CHECK(ranges.cut(2 * kMiB) == at(0));
  CHECK(ranges.cut(4 * kMiB) == at(2));
}

TEST_CASE("free ranges: what is taken whole wastes no more than a quarter") {
  FreeRanges ranges;
  ranges.add_span(at(0), 5 * kMiB);
  std::size_t bytes = 3 * kMiB;
  CHECK(ranges.take(bytes) == nullptr);
  CHECK(bytes == 3 * kMiB);
  bytes = 4 * kMiB;
  CHECK(ranges.take(bytes) == at(0));
  CHECK(bytes == 5 * kMiB);
}

TEST_CASE("free ranges: neighbours of different spans are not joined") {
  FreeRanges ranges;
  ranges.add_span(at(0), 4 * kMiB);
  ranges.add_span(at(4), 4 * kMiB);
  CHECK(ranges.cut(8 * kMiB) == nullptr);
  CHECK(ranges.release_spans().size() == 2);
  CHECK(ranges.cut(4 * kMiB) == nullptr);
}

TEST_CASE("free ranges: whatever the order all of it comes together again") {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    FreeRanges ranges;
    ranges.add_span(at(0), 64 * kMiB);
    std::vector<std::pair<std::byte*, std::size_t>> taken;
    std::size_t sum = 0;
    while (true) {
      const std::size_t bytes = (2 + random() % 8) * kMiB;
      std::byte* const begin = ranges.cut(bytes);
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

TEST_CASE("free ranges: a span grows and shrinks at its end") {
  FreeRanges ranges;
  ranges.add_span(at(0), 4 * kMiB);
  ranges.add_span(at(8), 4 * kMiB);
  CHECK(ranges.free_before(at(4)) == 4 * kMiB);
  ranges.extend_span(at(4), 2 * kMiB);
  CHECK(ranges.free_before(at(4)) == 0);
  CHECK(ranges.free_before(at(6)) == 6 * kMiB);
  CHECK(ranges.cut(5 * kMiB) == at(0));
  ranges.shorten_span(at(6));
  ranges.shorten_span(at(5));  // nothing of it is free
  CHECK(ranges.free_before(at(5)) == 0);
  CHECK(ranges.cut(4 * kMiB) == at(8));
  CHECK(ranges.cut(kMiB) == nullptr);
  ranges.give_back(at(0), 5 * kMiB);
  ranges.shorten_span(at(5));  // the whole span: its end is forgotten too
  CHECK(ranges.cut(kMiB) == nullptr);
  ranges.add_span(at(0), kMiB);
  CHECK(ranges.cut(kMiB) == at(0));
}
