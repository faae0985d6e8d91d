// Memory of tensors: buffers from a caching arena.
//
// A training step allocates the same sizes again and again, and a page fault costs more than a
// malloc; so freed buffers wait in the arena for the next request of about their size. Buffers of
// 2 MB and more are aligned to 2 MB and ask for huge pages.
#pragma once

#include <cstdint>
#include <memory>

namespace actlab {

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
};

struct StorageStatistics {
  std::int64_t bytes_in_use = 0;  // held by tensors now
  std::int64_t peak_bytes = 0;    // the most ever held by tensors at once
  std::int64_t cached_bytes = 0;  // freed, waiting in the arena
};

StorageStatistics storage_statistics();
void reset_storage_peak();      // peak_bytes = bytes_in_use
void release_cached_storage();  // returns what waits in the arena to the system

}  // namespace actlab
