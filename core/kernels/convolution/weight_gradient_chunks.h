// The sum over a batch that every weight gradient is: chunks of images side by side, each with a
// partial sum of its own, then the chunks added in order. The chunks depend on the shape alone; how
// many of them are in memory at once changes no bit.
#pragma once

#include <cstdint>
#include <functional>

#include <actlab/core/kernels/convolution/convolution_shape.h>

namespace actlab::kernels {

// A partial gradient is [groups, kernel.area() * in / groups, out_lanes]: rows of whole
// vectors, with out_lanes >= out / groups.
//
// Calls add_images(begin, end, partial) once for each chunk of images, with partial all zero, in
// parallel; then overwrites d_weight with the sum of the partials.
void sum_over_images(
    const ConvolutionShape& shape, std::int64_t out_lanes,
    const std::function<void(std::int64_t begin, std::int64_t end, float* partial)>& add_images,
    float* d_weight);

}  // namespace actlab::kernels
