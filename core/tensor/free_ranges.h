// The memory that waits in the arena: ranges of spans, where a span is what the system gave at
// once.
//
// A large range is cut where a smaller one is asked for, at whole huge pages, and ranges of one
// span that lie side by side are joined when they are free again. So the buffers of a network's
// first stage, once they are free, serve the smaller ones of the later stages, and are whole in the
// next step. All operations take logarithmic time.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace actlab {

class FreeRanges {
 public:
  // Memory from the system that is in use from now on, to be given back later, whole or in parts.
  void add_span(std::byte* begin, std::size_t bytes) { spans_.emplace(begin, bytes); }

  // The smallest range that wastes no more than a quarter, else the beginning of the smallest that
  // can be cut; null where there is none. `bytes` becomes the size of what was taken.
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
