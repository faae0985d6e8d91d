// Rows of floats as kernels pass them on: where they lie in memory, or in the cache alone, made
// when they are read or worked on as soon as they are written.
#pragma once

#include <cstdint>

namespace actlab::kernels {

// Rows in memory: channel c of row r is data[r * step + c]. The step is the number of channels, or
// more where these are some channels of wider rows.
struct StridedRows {
  const float* data;
  std::int64_t step;

  StridedRows from(std::int64_t row) const { return {data + row * step, step}; }
};

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
  // The memory, of the same rows, that write() mostly reads: what is worth fetching early. Null
  // where the rows do not lie there without gaps.
  virtual const float* origin() const = 0;
};

// Work on rows that a convolution writes.
class RowSink {
 public:
  RowSink() = default;
  virtual ~RowSink() = default;
  RowSink(const RowSink&) = delete;
  RowSink& operator=(const RowSink&) = delete;

  // Rows [first, first + count) are complete, lie without gaps, and may be changed in place. Each
  // row is given once, by any thread, in pieces that do not depend on the number of threads.
  virtual void take(std::int64_t first, std::int64_t count, float* rows) = 0;
};

}  // namespace actlab::kernels
