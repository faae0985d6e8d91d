#include <actlab/core/ops/axis_blocks.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>

namespace actlab {

void copy_along_axis(const Tensor& from, std::int64_t from_begin, Tensor& to, std::int64_t to_begin,
                     std::int64_t count, std::int64_t axis) {
  std::int64_t outer = 1;
  std::int64_t inner = 1;
  for (std::int64_t i = 0; i < axis; ++i) outer *= from.size(i);
  for (std::int64_t i = axis + 1; i < from.rank(); ++i) inner *= from.size(i);
  const std::int64_t run = count * inner;
  if (outer * run == 0) return;
  constexpr std::int64_t kFloatsPerChunk = std::int64_t{1} << 16;
  const float* const source = from.data() + from_begin * inner;
  float* const target = to.data() + to_begin * inner;
  const std::int64_t source_step = from.size(axis) * inner;
  const std::int64_t target_step = to.size(axis) * inner;
  parallel_chunks(outer, std::max<std::int64_t>(1, kFloatsPerChunk / run),
                  [=](std::int64_t begin, std::int64_t end, std::int64_t) {
                    for (std::int64_t i = begin; i < end; ++i) {
                      std::copy_n(source + i * source_step, run, target + i * target_step);
                    }
                  });
}

Shape with_size(const Shape& shape, std::int64_t axis, std::int64_t size) {
  std::vector<std::int64_t> sizes = shape.sizes();
  sizes[static_cast<std::size_t>(axis)] = size;
  return Shape(std::move(sizes));
}

}  // namespace actlab
