#include <actlab/core/base/row_source.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>

namespace actlab {

void write_rows(const RowSource& source, std::int64_t rows, std::int64_t row_floats, float* to) {
  constexpr std::int64_t kFloatsAtOnce = 1 << 15;
  const std::int64_t at_once =
      std::max<std::int64_t>(1, kFloatsAtOnce / std::max<std::int64_t>(1, row_floats));
  parallel_chunks(rows, at_once, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    source.write(begin, end - begin, to + begin * row_floats);
  });
}

}  // namespace actlab
