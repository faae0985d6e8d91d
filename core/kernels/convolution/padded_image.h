// A copy of one image with zeros around it, small enough to stay in the L2 cache.
#pragma once

#include <cstdint>

#include <actlab/core/kernels/convolution/images.h>

namespace actlab::kernels {

// Some channels of one image [h, w, ...]; neighbouring pixels lie `pixel_step` floats apart.
struct ImageChannels {
  const float* data;
  std::int64_t h, w, channels, pixel_step;
};

// Fills `to`, [rows, columns, to_channels], so that to[y, x, c] = image[y - top, x - left, c], and
// 0 outside of the image and in channels past its own.
void copy_padded(const ImageChannels& image, std::int64_t top, std::int64_t left, std::int64_t rows,
                 std::int64_t columns, std::int64_t to_channels, float* to);

// The same for the `image.h` rows of `image.w` pixels from `first` on, which is counted through all
// images. Rows that are made as they are read are made where they go.
struct ImageRows {
  const Images& images;
  std::int64_t first, h, w, channels;
};
void copy_padded_rows(const ImageRows& image, std::int64_t top, std::int64_t left,
                      std::int64_t rows, std::int64_t columns, std::int64_t to_channels, float* to);

}  // namespace actlab::kernels
