// The bookkeeping of byte-pair encoding: how often two tokens stand side by side in a set of
// words, kept up to date while pairs are replaced.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <utility>
#include <vector>

namespace actlab::datasets {

class PairCounts {
 public:
  struct Pair {
    std::int32_t left, right;
    auto operator<=>(const Pair&) const = default;
  };

  // A word that occurs `count` times.
  void add(std::vector<std::int32_t> word, std::int64_t count);

  // The pair that occurs most often, and at least twice; of equal ones the smallest.
  std::optional<Pair> most_frequent();

  // Writes `token` wherever the pair stands, from left to right.
  void replace(Pair pair, std::int32_t token);

 private:
  struct Word {
    std::vector<std::int32_t> tokens;
    std::int64_t count;
  };
  struct Entry {
    std::int64_t count;
    Pair pair;
    // The queue's top is its largest: the highest count, then the smallest pair.
    bool operator<(const Entry& other) const {
      return count != other.count ? count < other.count : other.pair < pair;
    }
  };

  // Adds `sign` times what the word has of each pair.
  void count(std::size_t word, std::int64_t sign);

  std::vector<Word> words_;
  std::map<Pair, std::int64_t> counts_;
  std::map<Pair, std::set<std::size_t>> words_of_;  // may name words that have it no more
  std::priority_queue<Entry> queue_;                // may hold counts of before
};

}  // namespace actlab::datasets
