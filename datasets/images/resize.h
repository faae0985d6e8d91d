// Images of any size become squares of one side.
//
// A box is cut out, the largest centred square by itself, and scaled by a separable triangle
// filter: bilinear when
// enlarging; when shrinking, the filter widens with the factor, so that every pixel counts and
// nothing aliases (the "antialias" resize of Pillow and PyTorch, BILINEAR). Weights and sums are
// floats and are rounded once; Pillow's result, rounded between its two passes too, differs by at
// most 1 of 255.
#pragma once

#include <cstdint>

#include <actlab/datasets/images/rgb_image.h>

namespace actlab::datasets {

// Some rows and columns of an image.
struct ImageBox {
  std::int64_t top = 0, left = 0, height = 0, width = 0;
  bool operator==(const ImageBox&) const = default;
};

// `side` x `side` pixels. Throws Error for side < 1.
RgbImage resize_to_square(const RgbImage& image, std::int64_t side);
// The box alone, whatever its aspect: both axes are scaled to the side. Throws Error for side < 1,
// and for a box that is empty or not within the image.
RgbImage resize_to_square(const RgbImage& image, const ImageBox& box, std::int64_t side);

}  // namespace actlab::datasets
