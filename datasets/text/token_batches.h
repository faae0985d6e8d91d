// Batches of sentences of like length, at most so many tokens each, padding counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/datasets/sampler.h>

namespace actlab::datasets {

struct TokenBatchOptions {
  std::int64_t tokens = 1024;  // sentences of a batch times the longest of them
  bool shuffle = false;        // else from short to long, in file order where equally long
  std::uint64_t seed = 0;
};

// Items are sorted by length and cut once, so that every epoch has the same number of batches of
// the same shapes, and a position stays what it is. A shuffled epoch puts the batches in an order
// of its own, and draws anew which of the equally long items go into which of them.
class TokenBatches : public Sampler {
 public:
  // Item i has lengths[i] tokens, marks included: of its longer side. Items of length 0 are in no
  // batch. `items` says what they are in messages: "pairs of multi30k/train". Throws UsageError
  // where an item is longer than a batch, with its length, and where there is none.
  TokenBatches(std::vector<std::int64_t> lengths, const TokenBatchOptions& options,
               const std::string& items);

  std::int64_t batches() const override { return static_cast<std::int64_t>(begins_.size()) - 1; }
  std::vector<std::vector<std::int64_t>> epoch(std::int64_t epoch) const override;

 private:
  std::vector<std::int64_t> in_order(std::int64_t epoch) const;

  std::vector<std::int64_t> lengths_;
  TokenBatchOptions options_;
  std::vector<std::int64_t> sorted_;  // items, short ones first
  std::vector<std::size_t> begins_;   // of the batches in sorted_, and its end
};

}  // namespace actlab::datasets
