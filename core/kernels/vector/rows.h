// Rows of floats that pass between kernels while they are in the cache: made when they are read,
// or worked on as soon as they are written.
#pragma once

#include <cstdint>

namespace actlab::kernels {

// Rows that are made when they are read, instead of being kept in memory.
class RowSource {
 public:
  RowSource() = default;
  virtual ~RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;

  // Writes rows [first, first + count) to `to`. Any thread may ask for any rows at any time, and
  // gets the same bits however they are asked for.
  virtual void write(std::int64_t first, std::int64_t count, float* to) const = 0;
  // The memory, of the same rows, that write() mostly reads: what is worth fetching early.
  virtual const float* origin() const = 0;
};

// Work on rows that a convolution writes.
class RowSink {
 public:
  RowSink() = default;
  virtual ~RowSink() = default;
  RowSink(const RowSink&) = delete;
  RowSink& operator=(const RowSink&) = delete;

  // Rows [first, first + count) are complete, and may be changed in place. Each row is given once,
  // by any thread, in pieces that do not depend on the number of threads.
  virtual void take(std::int64_t first, std::int64_t count, float* rows) = 0;
};

}  // namespace actlab::kernels
