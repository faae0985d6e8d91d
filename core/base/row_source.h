// Rows of floats that are made when they are read, instead of being kept in memory.
#pragma once

#include <cstdint>

namespace actlab {

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

// All rows, in parallel.
void write_rows(const RowSource& source, std::int64_t rows, std::int64_t row_floats, float* to);

}  // namespace actlab
