// Copies a range of one axis from one tensor into another: what concat, slice and pad are made of,
// forward and backward.
#pragma once

#include <cstdint>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

// to[..., to_begin + i, ...] = from[..., from_begin + i, ...] for i in [0, count) along `axis`.
// The shapes must agree on all other axes. Nothing is recorded.
void copy_along_axis(const Tensor& from, std::int64_t from_begin, Tensor& to, std::int64_t to_begin,
                     std::int64_t count, std::int64_t axis);

// The shape with another size along one axis.
Shape with_size(const Shape& shape, std::int64_t axis, std::int64_t size);

}  // namespace actlab
