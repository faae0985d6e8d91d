// Reductions over some axes, or over all of them.
//
//   sum       y = sum x                         d_x = d_y
//   mean      y = sum x / n                     d_x = d_y / n
//   variance  y = sum (x - mean)^2 / (n - c)    d_x = d_y 2 (x - mean) / (n - c)
//             c = 0 (population) or 1 (unbiased)
//   max       y = max x                         d_y goes to the last of equal maxima
//
// Shapes: `axes` may be negative and in any order; none stands for all. The reduced axes disappear,
// or stay with size 1 where `keep_dimensions`. Sums are taken in double, in chunks that depend on
// the shape alone. NaN passes through max.
// Throws Error for an axis that does not exist or is named twice, and for a mean, variance or max
// of too few elements. Kept for backward: the input by variance, the places of the maxima by max.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

using Axes = std::vector<std::int64_t>;

enum class VarianceKind { population, unbiased };

Tensor sum(const Tensor& input, const Axes& axes = {}, bool keep_dimensions = false);
Tensor mean(const Tensor& input, const Axes& axes = {}, bool keep_dimensions = false);
Tensor variance(const Tensor& input, const Axes& axes = {}, bool keep_dimensions = false,
                VarianceKind kind = VarianceKind::population);
Tensor max(const Tensor& input, const Axes& axes = {}, bool keep_dimensions = false);

// The sum over the axes along which a tensor of `shape` is stretched to the shape of `tensor`: how
// gradients return through broadcasting. Not recorded; the values are shared where shapes agree.
Tensor sum_to_shape(const Tensor& tensor, const Shape& shape);

}  // namespace actlab
