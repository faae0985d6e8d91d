#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/datasets/text/token_batches.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::datasets;
using Lists = std::vector<std::vector<std::int64_t>>;

namespace {

std::vector<std::int64_t> many_lengths() {
  std::vector<std::int64_t> lengths;
  for (std::int64_t i = 0; i < 500; ++i) lengths.push_back(1 + i * 37 % 23);
  return lengths;
}

}  // namespace

TEST_CASE("Batches hold like lengths, padding counted, and no empty item") {
  const TokenBatches batches({3, 5, 2, 0, 3, 4}, {.tokens = 8}, "pairs");
  CHECK(batches.batches() == 3);
  CHECK(batches.epoch(0) == Lists{{2, 0}, {4, 5}, {1}});
  CHECK(batches.epoch(7) == batches.epoch(0));
}

TEST_CASE("A shuffled epoch has every item once, the same shapes, and an order of its own") {
  const std::vector<std::int64_t> lengths = many_lengths();
  const TokenBatches batches(lengths, {.tokens = 64, .shuffle = true, .seed = 3}, "pairs");
  const Lists first = batches.epoch(0), second = batches.epoch(1);
  CHECK(static_cast<std::int64_t>(first.size()) == batches.batches());
  CHECK(first.size() == second.size());
  CHECK(first != second);
  CHECK(batches.epoch(1) == second);
  std::set<std::int64_t> seen;
  for (const auto& list : first) {
    std::int64_t longest = 0;
    for (const std::int64_t item : list) {
      seen.insert(item);
      longest = std::max(longest, lengths[static_cast<std::size_t>(item)]);
    }
    CHECK(longest * static_cast<std::int64_t>(list.size()) <= 64);
  }
  CHECK(seen.size() == lengths.size());
}

TEST_CASE("Which of the equally long items go together changes") {
  const TokenBatches batches(std::vector<std::int64_t>(40, 4), {.tokens = 16, .shuffle = true},
                             "pairs");
  const auto partners_of_0 = [&](std::int64_t epoch) {
    for (auto list : batches.epoch(epoch)) {
      std::ranges::sort(list);
      if (std::ranges::binary_search(list, 0)) return list;
    }
    return std::vector<std::int64_t>();
  };
  CHECK(partners_of_0(0).size() == 4);
  CHECK(partners_of_0(0) != partners_of_0(1));
}

TEST_CASE("A sentence longer than a batch is said, with its length") {
  CHECK(test::error_text([] {
          TokenBatches({3, 9}, {.tokens = 8}, "pairs of a/train");
        }) ==
        "[token batches] pairs of a/train: number 2 has 9 tokens, more than a batch of 8; take "
        "larger batches, or leave long sentences out");
  CHECK_THROWS_AS(TokenBatches({0, 0}, {}, "pairs"), UsageError);
}
