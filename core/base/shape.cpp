#include <actlab/core/base/shape.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>

namespace actlab {
namespace {

std::int64_t checked_product(const std::vector<std::int64_t>& sizes) {
  std::int64_t product = 1;
  bool overflow = false;
  bool empty = false;
  for (std::int64_t size : sizes) {
    if (size < 0) throw Error(text("[shape] sizes must not be negative, got ", size));
    empty = empty || size == 0;
    overflow = overflow || __builtin_mul_overflow(product, size == 0 ? 1 : size, &product);
  }
  if (overflow) throw Error("[shape] the number of elements overflows 64 bits");
  return empty ? 0 : product;
}

}  // namespace

Shape::Shape(std::initializer_list<std::int64_t> sizes) : Shape(std::vector(sizes)) {}

Shape::Shape(std::vector<std::int64_t> sizes)
    : sizes_(std::move(sizes)), elements_(checked_product(sizes_)) {}

std::int64_t Shape::operator[](std::int64_t index) const {
  return sizes_[static_cast<std::size_t>(axis(index, "shape"))];
}

std::int64_t Shape::axis(std::int64_t index, const char* operation) const {
  const std::int64_t positive = index < 0 ? index + rank() : index;
  if (positive < 0 || positive >= rank()) {
    throw Error(text("[", operation, "] axis ", index, " does not exist in a tensor of shape ",
                     to_string(*this)));
  }
  return positive;
}

std::string to_string(const Shape& shape) { return "[" + joined(shape.sizes(), ", ") + "]"; }

std::ostream& operator<<(std::ostream& stream, const Shape& shape) {
  return stream << to_string(shape);
}

Shape broadcast(const Shape& a, const Shape& b, const char* operation) {
  const std::int64_t rank = std::max(a.rank(), b.rank());
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(rank));
  for (std::int64_t i = 1; i <= rank; ++i) {
    const std::int64_t size_a = i <= a.rank() ? a[-i] : 1;
    const std::int64_t size_b = i <= b.rank() ? b[-i] : 1;
    if (size_a != size_b && size_a != 1 && size_b != 1) {
      throw Error(text("[", operation, "] shapes ", a, " and ", b,
                       " do not broadcast: sizes must be equal or 1, counted from the last"));
    }
    sizes[static_cast<std::size_t>(rank - i)] = size_a == 1 ? size_b : size_a;
  }
  return Shape(std::move(sizes));
}

}  // namespace actlab
