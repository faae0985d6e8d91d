// Images of any size become squares of one side.
//
// The largest centred square is cut out and scaled by a separable triangle filter: bilinear when
// enlarging; when shrinking, the filter widens with the factor, so that every pixel counts and
// nothing aliases (the "antialias" resize of Pillow and PyTorch, BILINEAR). Weights and sums are
// floats and are rounded once; Pillow's result, rounded between its two passes too, differs by at
// most 1 of 255.
#pragma once

#include <cstdint>

#include <actlab/datasets/images/rgb_image.h>

namespace actlab::datasets {

// `side` x `side` pixels. Throws Error for side < 1.
RgbImage resize_to_square(const RgbImage& image, std::int64_t side);

}  // namespace actlab::datasets
