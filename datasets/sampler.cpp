#include <actlab/datasets/sampler.h>

#include <algorithm>
#include <numeric>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>

namespace actlab::datasets {

EqualCounts::EqualCounts(std::int64_t count, const SamplerOptions& options,
                         const std::string& items)
    : count_(count), options_(options) {
  const std::int64_t size = options.batch_size;
  if (size < 1) throw UsageError(text("[loader] the batch size must be at least 1, got ", size));
  if (size > count) {
    throw UsageError(text("[loader] a batch of ", size, " is more than the ", count, " ", items,
                          "; use a smaller --batch-size"));
  }
}

std::int64_t EqualCounts::batches() const {
  return options_.drop_last ? count_ / options_.batch_size
                            : chunk_count(count_, options_.batch_size);
}

std::vector<std::vector<std::int64_t>> EqualCounts::epoch(std::int64_t epoch) const {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count_));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  if (options_.shuffle) {
    order = Random(options_.seed, Purpose::data_order, static_cast<std::uint64_t>(epoch))
                .permutation(count_);
  }
  std::vector<std::vector<std::int64_t>> lists;
  for (std::int64_t batch = 0; batch < batches(); ++batch) {
    const std::int64_t first = batch * options_.batch_size;
    const std::int64_t* const begin = order.data() + first;
    lists.emplace_back(begin, begin + std::min(count_ - first, options_.batch_size));
  }
  return lists;
}

}  // namespace actlab::datasets
