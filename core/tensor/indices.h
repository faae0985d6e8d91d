// Indices: whole numbers with a shape: labels, tokens, entries of a table.
//
// int32, row-major, no gradient. A cheap handle: copies share the values. They never change, so any
// thread may read them, and backward finds what forward was given.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <actlab/core/base/shape.h>

namespace actlab {

class Indices {
 public:
  Indices() = default;  // none at all: defined() is false
  // [N]: Indices{2, 0, 1}
  Indices(std::initializer_list<std::int32_t> values);
  explicit Indices(std::vector<std::int32_t> values);
  // Throws Error where the number of values is not the shape's.
  Indices(const Shape& shape, std::vector<std::int32_t> values);
  // The same from wider numbers. Throws Error for one that 32 bits do not hold, with its place.
  static Indices from(const Shape& shape, std::span<const std::int64_t> values);
  static Indices full(const Shape& shape, std::int32_t value);

  bool defined() const { return values_ != nullptr; }
  const Shape& shape() const { return shape_; }
  std::int64_t rank() const { return shape_.rank(); }
  std::int64_t size(std::int64_t axis) const { return shape_[axis]; }
  std::int64_t elements() const { return shape_.elements(); }

  // Throws Error for indices that are not defined().
  std::span<const std::int32_t> values() const;
  // The value whose number in row-major order is i, 0 <= i < elements().
  std::int64_t operator[](std::int64_t i) const { return (*values_)[static_cast<std::size_t>(i)]; }
  // The same values in another shape of equal size. Throws Error where it is not.
  Indices view(const Shape& shape) const;

 private:
  Shape shape_;
  std::shared_ptr<const std::vector<std::int32_t>> values_;
};

// Throws Error unless all of them are from 0 to count - 1. The message names the first other one:
// "[operation] WHAT 3 must be from 0 to 9, got 12CONTEXT".
void require_below(const Indices& indices, std::int64_t count, const char* operation,
                   const char* what, const std::string& context);

}  // namespace actlab
