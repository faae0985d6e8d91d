#include <actlab/core/tensor/indices.h>

#include <limits>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab {
namespace {

using Limits = std::numeric_limits<std::int32_t>;

void require_size(const Shape& shape, std::size_t values) {
  if (static_cast<std::int64_t>(values) != shape.elements()) {
    throw Error(text("[indices] shape ", shape, " has ", shape.elements(), " elements, got ",
                     values, " values"));
  }
}

}  // namespace

Indices::Indices(std::initializer_list<std::int32_t> values)
    : Indices(std::vector<std::int32_t>(values)) {}

Indices::Indices(std::vector<std::int32_t> values)
    : shape_{static_cast<std::int64_t>(values.size())},
      values_(std::make_shared<const std::vector<std::int32_t>>(std::move(values))) {}

Indices::Indices(const Shape& shape, std::vector<std::int32_t> values) : shape_(shape) {
  require_size(shape, values.size());
  values_ = std::make_shared<const std::vector<std::int32_t>>(std::move(values));
}

Indices Indices::from(const Shape& shape, std::span<const std::int64_t> values) {
  require_size(shape, values.size());
  std::vector<std::int32_t> narrow(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < Limits::min() || values[i] > Limits::max()) {
      throw Error(text("[indices] value ", i, " must be from ", Limits::min(), " to ",
                       Limits::max(), ", got ", values[i]));
    }
    narrow[i] = static_cast<std::int32_t>(values[i]);
  }
  return {shape, std::move(narrow)};
}

Indices Indices::full(const Shape& shape, std::int32_t value) {
  return {shape, std::vector(static_cast<std::size_t>(shape.elements()), value)};
}

std::span<const std::int32_t> Indices::values() const {
  if (!defined()) throw Error("[indices] have no values: they were declared but never made");
  return *values_;
}

Indices Indices::view(const Shape& shape) const {
  require_size(shape, values().size());
  Indices other = *this;
  other.shape_ = shape;
  return other;
}

void require_below(const Indices& indices, std::int64_t count, const char* operation,
                   const char* what, const std::string& context) {
  const std::span<const std::int32_t> values = indices.values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= 0 && values[i] < count) continue;
    throw Error(text("[", operation, "] ", what, ' ', i, " must be from 0 to ", count - 1, ", got ",
                     values[i], context));
  }
}

}  // namespace actlab
