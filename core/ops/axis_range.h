// A range of one axis of a tensor, and what concat, slice and pad are made of: a part that has the
// range's shape, and the whole that the range lies in.
#pragma once

#include <cstdint>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

// Floats of the range [begin, begin + count) along `axis` of what has the shape `whole`. In
// parallel; nothing is recorded.
class AxisRange {
 public:
  AxisRange(const Shape& whole, std::int64_t axis, std::int64_t begin, std::int64_t count);

  void put(const float* part, float* whole) const;  // the range becomes the part,
  void add(const float* part, float* whole) const;  // or the sum of both
  // The part becomes the range or, where `added` is not null, the sum of both. It may be `added`.
  void take(const float* whole, const float* added, float* part) const;

 private:
  // body(part, whole, n): n floats from there on belong together.
  template <class Body>
  void for_each_run(const Body& body) const;

  std::int64_t runs_ = 1;   // of floats that follow each other
  std::int64_t run_ = 0;    // floats of each
  std::int64_t step_ = 0;   // of the whole, from one to the next
  std::int64_t first_ = 0;  // of the whole
};

// The shape with another size along one axis.
Shape with_size(const Shape& shape, std::int64_t axis, std::int64_t size);

}  // namespace actlab
