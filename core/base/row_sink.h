// Work on rows of floats that another operation writes, piece by piece while they are in its cache.
#pragma once

#include <cstdint>

namespace actlab {

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

}  // namespace actlab
