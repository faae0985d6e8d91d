#include <actlab/core/kernels/convolution/taps.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/convolution/convolution_pass.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

std::int64_t Taps::packed_elements(std::int64_t lanes) const {
  return rows * columns * in * whole_vectors(out, lanes);
}

void Taps::pack(std::int64_t lanes, float* to) const {
  const std::int64_t block = kVectorsPerBlock * lanes;
  parallel_chunks(out, block, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    const std::int64_t width = whole_vectors(end - begin, lanes);
    float* packed = to + begin * rows * columns * in;
    for (std::int64_t tap = 0; tap < rows * columns; ++tap) {
      const float* from = first + tap / columns * row_step + tap % columns * column_step;
      for (std::int64_t i = 0; i < in; ++i, packed += width) {
        const float* row = from + i * in_step + begin * out_step;
        if (out_step == 1) {
          std::copy_n(row, end - begin, packed);
        } else {
          for (std::int64_t o = 0; o < end - begin; ++o) packed[o] = row[o * out_step];
        }
        std::fill(packed + (end - begin), packed + width, 0.0f);
      }
    }
  });
}

}  // namespace actlab::kernels
