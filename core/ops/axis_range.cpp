#include <actlab/core/ops/axis_range.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>

namespace actlab {

AxisRange::AxisRange(const Shape& whole, std::int64_t axis, std::int64_t begin,
                     std::int64_t count) {
  std::int64_t inner = 1;
  for (std::int64_t i = 0; i < axis; ++i) runs_ *= whole[i];
  for (std::int64_t i = axis + 1; i < whole.rank(); ++i) inner *= whole[i];
  run_ = count * inner;
  step_ = whole[axis] * inner;
  first_ = begin * inner;
}

template <class Body>
void AxisRange::for_each_run(const Body& body) const {
  constexpr std::int64_t kFloatsPerChunk = std::int64_t{1} << 16;
  if (runs_ * run_ == 0) return;
  parallel_chunks(runs_, std::max<std::int64_t>(1, kFloatsPerChunk / run_),
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    for (std::int64_t i = begin; i < end; ++i) {
                      body(i * run_, first_ + i * step_, run_);
                    }
                  });
}

void AxisRange::put(const float* part, float* whole) const {
  for_each_run([=](std::int64_t in_part, std::int64_t in_whole, std::int64_t n) {
    std::copy_n(part + in_part, n, whole + in_whole);
  });
}

void AxisRange::add(const float* part, float* whole) const {
  for_each_run([=](std::int64_t in_part, std::int64_t in_whole, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) whole[in_whole + i] += part[in_part + i];
  });
}

void AxisRange::take(const float* whole, const float* added, float* part) const {
  for_each_run([=](std::int64_t in_part, std::int64_t in_whole, std::int64_t n) {
    float* const to = part + in_part;
    const float* const from = whole + in_whole;
    if (added == nullptr) {
      std::copy_n(from, n, to);
    } else {
      for (std::int64_t i = 0; i < n; ++i) to[i] = added[in_part + i] + from[i];
    }
  });
}

Shape with_size(const Shape& shape, std::int64_t axis, std::int64_t size) {
  std::vector<std::int64_t> sizes = shape.sizes();
  sizes[static_cast<std::size_t>(axis)] = size;
  return Shape(std::move(sizes));
}

}  // namespace actlab
