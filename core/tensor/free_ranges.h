// The memory that waits in the arena: ranges of spans, where a span is what the system gave at
// once.
//
// Ranges of one span that lie side by side are joined when they are free again, so that what a
// range is cut into is whole once nobody uses it. All operations take logarithmic time.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace actlab {

class FreeRanges {
 public:
  // Memory from the system, all of it free.
  void add_span(std::byte* begin, std::size_t bytes);
  // The span that ends there is so much longer.
  void extend_span(std::byte* end, std::size_t bytes);
  // How much of the span that ends there is free before its end.
  std::size_t free_before(std::byte* end) const;
  // Forgets that much of it.
  void shorten_span(std::byte* end);

  // The beginning of the smallest range that is large enough, whose rest stays free; null where
  // there is none.
  std::byte* cut(std::size_t bytes);
  // The smallest range that wastes no more than a quarter, whole; null where there is none. `bytes`
  // becomes its size.
  std::byte* take(std::size_t& bytes);
  void give_back(std::byte* begin, std::size_t bytes);

  // Forgets the spans that are free as a whole and returns them with their sizes.
  std::vector<std::pair<std::byte*, std::size_t>> release_spans();

 private:
  void insert(std::byte* begin, std::size_t bytes);
  void erase(std::byte* begin, std::size_t bytes);

  std::map<std::byte*, std::size_t> spans_;
  std::map<std::byte*, std::size_t> by_address_;
  std::set<std::pair<std::size_t, std::byte*>> by_size_;
};

}  // namespace actlab
