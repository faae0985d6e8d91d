#include <actlab/datasets/text/pair_counts.h>

namespace actlab::datasets {
namespace {

// Occurrences of a token beside itself overlap: three in a row count as two pairs, of which one
// alone can be replaced. Which is learned first may depend on it, and nothing else.
std::vector<std::int32_t> with_replaced(const std::vector<std::int32_t>& tokens,
                                        PairCounts::Pair pair, std::int32_t token) {
  std::vector<std::int32_t> replaced;
  replaced.reserve(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i + 1 < tokens.size() && tokens[i] == pair.left && tokens[i + 1] == pair.right) {
      replaced.push_back(token);
      ++i;
    } else {
      replaced.push_back(tokens[i]);
    }
  }
  return replaced;
}

}  // namespace

void PairCounts::add(std::vector<std::int32_t> word, std::int64_t count) {
  words_.push_back({std::move(word), count});
  this->count(words_.size() - 1, 1);
}

void PairCounts::count(std::size_t word, std::int64_t sign) {
  const std::vector<std::int32_t>& tokens = words_[word].tokens;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const Pair pair{tokens[i], tokens[i + 1]};
    const std::int64_t count = counts_[pair] += sign * words_[word].count;
    if (sign > 0) words_of_[pair].insert(word);
    queue_.push({count, pair});
  }
}

std::optional<PairCounts::Pair> PairCounts::most_frequent() {
  while (!queue_.empty()) {
    const Entry top = queue_.top();
    const auto known = counts_.find(top.pair);
    if (known != counts_.end() && known->second == top.count) {
      if (top.count < 2) return {};
      return top.pair;
    }
    queue_.pop();
  }
  return {};
}

void PairCounts::replace(Pair pair, std::int32_t token) {
  const std::set<std::size_t> words = std::move(words_of_[pair]);
  words_of_.erase(pair);
  for (const std::size_t word : words) {
    std::vector<std::int32_t> replaced = with_replaced(words_[word].tokens, pair, token);
    if (replaced.size() == words_[word].tokens.size()) continue;
    count(word, -1);
    words_[word].tokens = std::move(replaced);
    count(word, 1);
  }
  counts_.erase(pair);
}

}  // namespace actlab::datasets
