// Sums over many numbers: in parallel, and with the same bits at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/base/parallel.h>

namespace actlab::dynamics {

// Cuts [0, count) into chunks that depend on `count` and `chunk` alone, calls add(sum, begin, end)
// for each with a copy of `empty`, and merges the sums in order. Sum has merge(const Sum&).
template <class Sum, class Add>
Sum summed_in_chunks(std::int64_t count, std::int64_t chunk, const Sum& empty, const Add& add) {
  std::vector<Sum> sums(static_cast<std::size_t>(chunk_count(count, chunk)), empty);
  parallel_chunks(count, chunk, [&](std::int64_t begin, std::int64_t end, std::int64_t i) {
    add(sums[static_cast<std::size_t>(i)], begin, end);
  });
  Sum total = empty;
  for (const Sum& sum : sums) total.merge(sum);
  return total;
}

}  // namespace actlab::dynamics
