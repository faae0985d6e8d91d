// The sizes of a tensor, outermost first. Images are [N, H, W, C].
#pragma once

#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <string>
#include <vector>

namespace actlab {

// Immutable. Throws Error for a negative size or when the product overflows int64.
// A shape of rank 0 is a scalar and has one element; zero-length dimensions are legal.
class Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<std::int64_t> sizes);
  explicit Shape(std::vector<std::int64_t> sizes);

  std::int64_t rank() const { return static_cast<std::int64_t>(sizes_.size()); }
  std::int64_t elements() const { return elements_; }
  // Negative axes count from the end: shape[-1] is the innermost size. Throws Error out of range.
  std::int64_t operator[](std::int64_t axis) const;
  const std::vector<std::int64_t>& sizes() const { return sizes_; }

  // The axis as a number in [0, rank): -1 becomes rank - 1. Throws Error naming `operation`.
  std::int64_t axis(std::int64_t axis, const char* operation) const;

  bool operator==(const Shape& other) const { return sizes_ == other.sizes_; }

 private:
  std::vector<std::int64_t> sizes_;
  std::int64_t elements_ = 1;
};

std::string to_string(const Shape& shape);  // "[8, 32, 32, 3]"
std::ostream& operator<<(std::ostream& stream, const Shape& shape);

// NumPy's broadcasting rule: sizes are aligned at the innermost axis, and 1 stretches.
// Throws Error naming `operation` and both shapes where they do not fit.
Shape broadcast(const Shape& a, const Shape& b, const char* operation);

}  // namespace actlab
