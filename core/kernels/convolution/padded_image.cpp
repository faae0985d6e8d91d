#include <actlab/core/kernels/convolution/padded_image.h>

#include <algorithm>
#include <cstring>

namespace actlab::kernels {
namespace {

void fill_zeros(float* to, std::int64_t count) {
  std::memset(to, 0, static_cast<std::size_t>(count) * sizeof(float));
}

void copy_floats(const float* from, std::int64_t count, float* to) {
  std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(float));
}

}  // namespace

void copy_padded(const ImageChannels& image, std::int64_t top, std::int64_t left, std::int64_t rows,
                 std::int64_t columns, std::int64_t to_channels, float* to) {
  const std::int64_t begin = std::clamp<std::int64_t>(left, 0, columns);
  const std::int64_t end = std::clamp(left + image.w, begin, columns);
  for (std::int64_t row = 0; row < rows; ++row, to += columns * to_channels) {
    const std::int64_t y = row - top;
    if (y < 0 || y >= image.h) {
      fill_zeros(to, columns * to_channels);
      continue;
    }
    fill_zeros(to, begin * to_channels);
    fill_zeros(to + end * to_channels, (columns - end) * to_channels);
    const float* from = image.data + (y * image.w + begin - left) * image.pixel_step;
    if (image.pixel_step == to_channels && image.channels == to_channels) {
      copy_floats(from, (end - begin) * to_channels, to + begin * to_channels);
      continue;
    }
    for (std::int64_t x = begin; x < end; ++x, from += image.pixel_step) {
      copy_floats(from, image.channels, to + x * to_channels);
      fill_zeros(to + x * to_channels + image.channels, to_channels - image.channels);
    }
  }
}

}  // namespace actlab::kernels
