#include <actlab/core/tensor/storage.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <span>

#include <actlab/core/base/error.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/tensor/free_ranges.h>

namespace actlab {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kPage = 4096;
// From here on buffers are cut from spans, in whole grains.
constexpr std::size_t kLarge = std::size_t{64} << 10;
constexpr std::size_t kGrain = std::size_t{16} << 10;
// Where addresses can be reserved they are one span, which grows by what lacks: so rests are the
// smallest. It is of huge pages but for its beginning, which is all that a small network needs.
constexpr std::size_t kSmallPages = std::size_t{8} << 20;
// Elsewhere a span has room for what is asked for, and is an eighth of what the arena holds, within
// these bounds: rests matter the less the fewer spans there are, but beside a small network they
// would be seen. From a huge page on spans are of huge pages.
constexpr std::size_t kLeastSpan = std::size_t{1} << 20, kMostSpan = std::size_t{64} << 20;
constexpr std::size_t kSpanShare = 8;

// What an address here reaches, less what rounding and alignment add.
constexpr std::int64_t kMostBytes = PTRDIFF_MAX - 2 * std::int64_t{kMostSpan};

constexpr std::size_t whole(std::size_t bytes, std::size_t unit) {
  return std::max(bytes + unit - 1, unit) / unit * unit;
}

// Sizes are rounded so that nearly equal requests share buffers.
std::size_t rounded(std::size_t bytes) {
  return whole(bytes, bytes >= kLarge ? kGrain : bytes >= kPage ? kPage : kCacheLine);
}

class Arena {
 public:
  // Of what waits where that will do, else new. `bytes`, which is rounded, becomes the size of the
  // buffer.
  float* take(std::size_t& bytes, MemoryUse use) {
    const std::scoped_lock lock(mutex_);
    std::byte* data = take_waiting(bytes);
    if (data == nullptr) {
      add_span(bytes);
      data = take_waiting(bytes);
    }
    statistics_.cached_bytes -= static_cast<std::int64_t>(bytes);
    count(static_cast<std::int64_t>(bytes), use);
    return reinterpret_cast<float*>(data);
  }

  void give_back(float* data, std::size_t bytes, MemoryUse use) {
    const std::scoped_lock lock(mutex_);
    waiting(bytes).give_back(reinterpret_cast<std::byte*>(data), bytes);
    const auto freed = static_cast<std::int64_t>(bytes);
    statistics_.bytes_in_use -= freed;
    statistics_.in_use[static_cast<std::size_t>(use)] -= freed;
    statistics_.cached_bytes += freed;
  }

  [[noreturn]] void refuse(std::int64_t bytes) {
    const std::scoped_lock lock(mutex_);
    fail(bytes);
  }

  void release() {
    const std::scoped_lock lock(mutex_);
    free_waiting();
  }

  StorageStatistics statistics() {
    const std::scoped_lock lock(mutex_);
    return statistics_;
  }

  void limit(std::int64_t process_bytes) {
    const std::scoped_lock lock(mutex_);
    limit_ = process_bytes;
  }

  void reset_peak() {
    const std::scoped_lock lock(mutex_);
    statistics_.peak_bytes = statistics_.bytes_in_use;
    statistics_.peak_held_bytes = statistics_.bytes_in_use + statistics_.cached_bytes;
    statistics_.at_peak = statistics_.highest = statistics_.in_use;
  }

  ~Arena() { free_waiting(); }

 private:
  FreeRanges& waiting(std::size_t bytes) { return bytes >= kLarge ? large_ : small_; }

  std::byte* take_waiting(std::size_t& bytes) {
    return bytes >= kLarge ? large_.cut(bytes) : small_.take(bytes);
  }

  void count(std::int64_t taken, MemoryUse use) {
    StorageStatistics& s = statistics_;
    s.bytes_in_use += taken;
    std::int64_t& of_use = s.in_use[static_cast<std::size_t>(use)];
    std::int64_t& highest = s.highest[static_cast<std::size_t>(use)];
    of_use += taken;
    highest = std::max(highest, of_use);
    s.peak_held_bytes = std::max(s.peak_held_bytes, s.bytes_in_use + s.cached_bytes);
    if (s.bytes_in_use > s.peak_bytes) {
      s.peak_bytes = s.bytes_in_use;
      s.at_peak = s.in_use;
    }
  }

  std::int64_t held_bytes() const { return statistics_.bytes_in_use + statistics_.cached_bytes; }

  // So many bytes that wait, or more where they are to be cut.
  void add_span(std::size_t bytes) {
    if (bytes >= kLarge && grow(bytes)) return;
    std::size_t span = bytes;
    std::byte* data = nullptr;
    if (bytes >= kLarge) {
      const std::size_t share = static_cast<std::size_t>(held_bytes()) / kSpanShare;
      span = std::max(bytes, std::clamp(share, kLeastSpan, kMostSpan));
      span = whole(span, span >= kHugePage ? kHugePage : kGrain);
      data = try_allocate(span);
    }
    if (data == nullptr) data = allocate(span = bytes);
    waiting(bytes).add_span(data, span);
    statistics_.cached_bytes += static_cast<std::int64_t>(span);
  }

  // The one span, until so many bytes are free at its end.
  bool grow(std::size_t bytes) {
    std::byte* const end = reserved_.data() + backed_;
    const std::size_t there = backed_ == 0 ? 0 : large_.free_before(end);
    std::size_t size = whole(backed_ + bytes - there, kGrain);
    if (size > kSmallPages) size = whole_huge_pages(size);
    const std::size_t more = size - backed_;
    if (size > reserved_.size() || !is_allowed(more) || !back_addresses(end, more)) return false;
    if (size > kSmallPages) {
      const std::size_t from = std::max(backed_, kSmallPages);
      advise_huge_pages(reserved_.data() + from, size - from);
    }
    if (backed_ == 0) {
      large_.add_span(end, more);
    } else {
      large_.extend_span(end, more);
    }
    backed_ = size;
    statistics_.cached_bytes += static_cast<std::int64_t>(more);
    return true;
  }

  // What is free at its end goes back to the system.
  void shrink() {
    if (backed_ == 0) return;
    std::byte* const end = reserved_.data() + backed_;
    const std::size_t bytes = large_.free_before(end);
    if (bytes == 0) return;
    large_.shorten_span(end);
    unback_addresses(end - bytes, bytes);
    backed_ -= bytes;
    statistics_.cached_bytes -= static_cast<std::int64_t>(bytes);
  }

  std::byte* allocate(std::size_t bytes) {
    std::byte* data = try_allocate(bytes);
    if (data == nullptr) {  // give the system what waits here, and ask once more
      free_waiting();
      data = try_allocate(bytes);
    }
    if (data == nullptr) fail(static_cast<std::int64_t>(bytes));
    return data;
  }

  [[noreturn]] void fail(std::int64_t bytes) const {
    const std::string bound = limit_ > 0 ? text(" of at most ", limit_ >> 20, " MB") : "";
    const auto available = available_bytes();
    const std::string left = available ? text(", and ", *available >> 20, " MB are left") : "";
    throw Error(text("[storage] out of memory: ", bytes >> 20, " MB more were asked for beside ",
                     statistics_.bytes_in_use >> 20, " MB in use", bound, left,
                     "; use a smaller batch or model"));
  }

  // A page that nobody has yet is promised to whoever asks, and who writes to it when there is none
  // left is ended without a word. So what was taken and not yet filled counts as well.
  bool is_there(std::size_t bytes) const {
    if (bytes < kHugePage) return true;  // little, and asked for often
    const auto available = available_bytes();
    const std::int64_t not_filled = std::max<std::int64_t>(0, held_bytes() - resident_bytes());
    return !available || static_cast<std::int64_t>(bytes) <= *available - not_filled;
  }

  bool is_allowed(std::size_t bytes) const {
    if (!is_there(bytes)) return false;
    if (limit_ == 0) return true;
    return std::max(held_bytes(), resident_bytes()) + static_cast<std::int64_t>(bytes) <= limit_;
  }

  std::byte* try_allocate(std::size_t bytes) const {
    if (!is_allowed(bytes)) return nullptr;
    const std::size_t alignment = bytes >= kHugePage ? kHugePage : kCacheLine;
    void* memory = nullptr;
    if (posix_memalign(&memory, alignment, bytes) != 0) return nullptr;
    // Advice only: without huge pages everything still works.
    if (bytes >= kHugePage) advise_huge_pages(memory, bytes);
    return static_cast<std::byte*>(memory);
  }

  void free_waiting() {
    shrink();
    for (FreeRanges* ranges : {&small_, &large_}) {
      for (const auto& [data, bytes] : ranges->release_spans()) {
        std::free(data);
        statistics_.cached_bytes -= static_cast<std::int64_t>(bytes);
      }
    }
  }

  std::mutex mutex_;
  FreeRanges small_, large_;
  std::span<std::byte> reserved_ = reserve_addresses();
  std::size_t backed_ = 0;  // of the reserved ones; all the span of them
  StorageStatistics statistics_;
  std::int64_t limit_ = 0;  // of the process, in bytes; 0: none
};

// Never destroyed: tensors in static objects may outlive any order of destruction.
Arena& arena() {
  static Arena* instance = new Arena;
  return *instance;
}

thread_local MemoryUse current_use = MemoryUse::activations;

}  // namespace

MemoryUseScope::MemoryUseScope(MemoryUse use) : before_(current_use) { current_use = use; }
MemoryUseScope::~MemoryUseScope() { current_use = before_; }

Storage::Storage(std::int64_t count) : use_(current_use) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 46;  // all that 48-bit addresses reach
  if (count < 0 || count > kLargest) {
    throw Error(text("[storage] a tensor of ", count, " elements cannot be held in memory"));
  }
  const std::int64_t bytes = count * std::int64_t{sizeof(float)};
  if (bytes > kMostBytes) arena().refuse(bytes);
  bytes_ = rounded(static_cast<std::size_t>(bytes));
  data_ = arena().take(bytes_, use_);
}

Storage::~Storage() { arena().give_back(data_, bytes_, use_); }

StorageStatistics storage_statistics() { return arena().statistics(); }
void reset_storage_peak() { arena().reset_peak(); }
void release_cached_storage() { arena().release(); }
void limit_storage(std::int64_t process_bytes) { arena().limit(process_bytes); }

}  // namespace actlab
