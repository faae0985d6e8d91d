#include <actlab/core/tensor/free_ranges.h>

#include <iterator>

namespace actlab {

void FreeRanges::add_span(std::byte* begin, std::size_t bytes) {
  spans_.emplace(begin, bytes);
  insert(begin, bytes);
}

void FreeRanges::extend_span(std::byte* end, std::size_t bytes) {
  std::prev(spans_.lower_bound(end))->second += bytes;
  give_back(end, bytes);
}

std::size_t FreeRanges::free_before(std::byte* end) const {
  const auto after = by_address_.lower_bound(end);
  if (after == by_address_.begin()) return 0;
  const auto& [begin, bytes] = *std::prev(after);
  return begin + bytes == end ? bytes : 0;
}

void FreeRanges::shorten_span(std::byte* end) {
  const std::size_t bytes = free_before(end);
  if (bytes == 0) return;
  erase(end - bytes, bytes);
  const auto span = std::prev(spans_.lower_bound(end));
  span->second -= bytes;
  if (span->second == 0) spans_.erase(span);
}

std::byte* FreeRanges::cut(std::size_t bytes) {
  const auto found = by_size_.lower_bound({bytes, nullptr});
  if (found == by_size_.end()) return nullptr;
  const auto [size, begin] = *found;
  erase(begin, size);
  if (size > bytes) insert(begin + bytes, size - bytes);
  return begin;
}

std::byte* FreeRanges::take(std::size_t& bytes) {
  const auto fits = by_size_.lower_bound({bytes, nullptr});
  if (fits == by_size_.end() || fits->first > bytes + bytes / 4) return nullptr;
  bytes = fits->first;
  return cut(bytes);
}

void FreeRanges::give_back(std::byte* begin, std::size_t bytes) {
  const auto next = by_address_.find(begin + bytes);
  if (next != by_address_.end() && !spans_.contains(next->first)) {
    const std::size_t size = next->second;
    erase(begin + bytes, size);
    bytes += size;
  }
  const auto after = by_address_.lower_bound(begin);
  if (after != by_address_.begin() && !spans_.contains(begin)) {
    const auto [previous, size] = *std::prev(after);
    if (previous + size == begin) {
      erase(previous, size);
      begin = previous;
      bytes += size;
    }
  }
  insert(begin, bytes);
}

std::vector<std::pair<std::byte*, std::size_t>> FreeRanges::release_spans() {
  std::vector<std::pair<std::byte*, std::size_t>> released;
  for (const auto& [begin, bytes] : by_address_) {
    const auto span = spans_.find(begin);
    if (span != spans_.end() && span->second == bytes) released.emplace_back(begin, bytes);
  }
  for (const auto& [begin, bytes] : released) {
    erase(begin, bytes);
    spans_.erase(begin);
  }
  return released;
}

void FreeRanges::insert(std::byte* begin, std::size_t bytes) {
  by_address_.emplace(begin, bytes);
  by_size_.emplace(bytes, begin);
}

void FreeRanges::erase(std::byte* begin, std::size_t bytes) {
  by_address_.erase(begin);
  by_size_.erase({bytes, begin});
}

}  // namespace actlab
