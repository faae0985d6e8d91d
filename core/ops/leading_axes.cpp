#include <actlab/core/ops/leading_axes.h>

#include <utility>
#include <vector>

#include <actlab/core/base/error.h>

namespace actlab {

Shape leading_axes(const Shape& shape, const char* operation) {
  if (shape.rank() == 0) {
    throw Error(text("[", operation, "] needs an axis to work along, got a scalar"));
  }
  std::vector<std::int64_t> sizes = shape.sizes();
  sizes.pop_back();
  return Shape(std::move(sizes));
}

Shape with_last_axis(const Shape& leading, std::int64_t size) {
  std::vector<std::int64_t> sizes = leading.sizes();
  sizes.push_back(size);
  return Shape(std::move(sizes));
}

}  // namespace actlab
