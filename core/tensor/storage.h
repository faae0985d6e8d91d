// Memory of tensors: buffers from a caching arena.
//
// A training step allocates the same sizes again and again, and a page fault costs more than a
// malloc; so freed buffers wait in the arena for the next request of about their size. Large ones
// are cut from one span of huge pages, or several, and what they are cut into is whole again in the
// next step.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace actlab {

// What memory is for, so that a report can say where it went.
enum class MemoryUse {
  activations,      // results of operations; also everything that no scope claims
  weights,          // parameters and running statistics
  optimizer_state,  // momentum and other averages
  gradients,        // of parameters and, while backward walks, of activations
  data,             // batches of images
};

constexpr std::string_view memory_use_name(MemoryUse use) {
  switch (use) {  // the compiler warns where one is left out
    case MemoryUse::activations:
      return "activations";
    case MemoryUse::weights:
      return "weights";
    case MemoryUse::optimizer_state:
      return "optimizer state";
    case MemoryUse::gradients:
      return "gradients";
    case MemoryUse::data:
      return "data";
  }
  return {};  // there is no such use
}

// As many as have a name.
inline constexpr std::size_t kMemoryUses = [] {
  std::size_t count = 0;
  while (!memory_use_name(static_cast<MemoryUse>(count)).empty()) ++count;
  return count;
}();

// Storage made on this thread is counted under `use` while the innermost such scope lasts.
class MemoryUseScope {
 public:
  explicit MemoryUseScope(MemoryUse use);
  ~MemoryUseScope();
  MemoryUseScope(const MemoryUseScope&) = delete;
  MemoryUseScope& operator=(const MemoryUseScope&) = delete;

 private:
  MemoryUse before_;
};

// A buffer of floats, aligned to 64 bytes, not initialised. Shared by the tensors that view it;
// given back to the arena with its last owner.
class Storage {
 public:
  explicit Storage(std::int64_t count);  // throws Error when the memory cannot be had
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  float* data() const { return data_; }

 private:
  float* data_;
  std::size_t bytes_;
  MemoryUse use_;
};

using BytesByUse = std::array<std::int64_t, kMemoryUses>;  // indexed by MemoryUse

struct StorageStatistics {
  std::int64_t bytes_in_use = 0;     // held by tensors now
  std::int64_t peak_bytes = 0;       // the most ever held by tensors at once
  std::int64_t cached_bytes = 0;     // freed, waiting in the arena
  std::int64_t peak_held_bytes = 0;  // the most ever taken from the system: in use and waiting
  BytesByUse in_use{};               // bytes_in_use by what they are for
  BytesByUse at_peak{};              // the same at the moment of peak_bytes
  BytesByUse highest{};              // the most of each, at moments of their own
};

StorageStatistics storage_statistics();
void reset_storage_peak();  // all peaks are as much as is held now
// Returns what waits in the arena to the system, where nothing that is in use stands in the way.
void release_cached_storage();

// From now on storage that would take this process beyond `process_bytes` is refused as if there
// were no more memory; 0: no bound. Counted is what the process holds in memory, or what the arena
// has taken where that is more. A bound of the system (setrlimit) would not do: OpenBLAS reserves
// 128 MB a thread at its first product, and asks for ever where it does not get them.
void limit_storage(std::int64_t process_bytes);

}  // namespace actlab
