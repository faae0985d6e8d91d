#include <actlab/datasets/text/token_batches.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>

namespace actlab::datasets {

TokenBatches::TokenBatches(std::vector<std::int64_t> lengths, const TokenBatchOptions& options,
                           const std::string& items)
    : lengths_(std::move(lengths)), options_(options) {
  const auto length_of = [&](std::int64_t item) {
    return lengths_[static_cast<std::size_t>(item)];
  };
  for (std::size_t i = 0; i < lengths_.size(); ++i) {
    if (lengths_[i] > options.tokens) {
      throw UsageError(text("[token batches] ", items, ": number ", i + 1, " has ", lengths_[i],
                            " tokens, more than a batch of ", options.tokens,
                            "; take larger batches, or leave long sentences out"));
    }
    if (lengths_[i] > 0) sorted_.push_back(static_cast<std::int64_t>(i));
  }
  if (sorted_.empty()) throw UsageError(text("[token batches] there are no ", items));
  std::ranges::stable_sort(sorted_, {}, length_of);

  // Lengths rise, so the last item of a batch is its longest.
  for (std::size_t i = 0; i < sorted_.size(); ++i) {
    const bool fits =
        !begins_.empty() &&
        static_cast<std::int64_t>(i + 1 - begins_.back()) * length_of(sorted_[i]) <= options.tokens;
    if (!fits) begins_.push_back(i);
  }
  begins_.push_back(sorted_.size());
}

std::vector<std::int64_t> TokenBatches::in_order(std::int64_t epoch) const {
  std::vector<std::int64_t> order = sorted_;
  if (!options_.shuffle) return order;
  const std::vector<std::int64_t> places =
      Random(options_.seed, Purpose::data_order, static_cast<std::uint64_t>(epoch))
          .permutation(static_cast<std::int64_t>(lengths_.size()));
  std::ranges::sort(order, {}, [&](std::int64_t item) {
    const auto i = static_cast<std::size_t>(item);
    return std::pair(lengths_[i], places[i]);
  });
  return order;
}

std::vector<std::vector<std::int64_t>> TokenBatches::epoch(std::int64_t epoch) const {
  const std::vector<std::int64_t> order = in_order(epoch);
  std::vector<std::vector<std::int64_t>> lists;
  for (std::size_t b = 0; b + 1 < begins_.size(); ++b) {
    lists.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(begins_[b]),
                       order.begin() + static_cast<std::ptrdiff_t>(begins_[b + 1]));
  }
  if (!options_.shuffle) return lists;
  Random random(options_.seed, Purpose::data_order, static_cast<std::uint64_t>(epoch));
  random.seek(std::uint64_t{1} << 40);  // behind all that in_order() draws
  std::vector<std::vector<std::int64_t>> shuffled;
  for (const std::int64_t b : random.permutation(batches())) {
    shuffled.push_back(std::move(lists[static_cast<std::size_t>(b)]));
  }
  return shuffled;
}

}  // namespace actlab::datasets
