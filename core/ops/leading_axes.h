// The axes of a tensor before its last one, for operations that work along the last: [8, 20, 64] is
// [8, 20] rows of 64.
#pragma once

#include <cstdint>

#include <actlab/core/base/shape.h>

namespace actlab {

// [...] of [..., K]. Throws Error naming `operation` for a scalar.
Shape leading_axes(const Shape& shape, const char* operation);
// [..., size]
Shape with_last_axis(const Shape& leading, std::int64_t size);

}  // namespace actlab
