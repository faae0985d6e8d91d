#include <actlab/core/kernels/convolution/padded_image.h>

#include <algorithm>
#include <cstring>

#include <actlab/core/kernels/convolution/convolution_tuning.h>

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

void copy_padded_rows(const ImageRows& image, std::int64_t top, std::int64_t left,
                      std::int64_t rows, std::int64_t columns, std::int64_t to_channels,
                      float* to) {
  const bool in_place = image.images.are_made() && to_channels == image.channels &&
                        image.w * image.channels >= kMadeInPlace;
  if (!in_place) {
    Scratch made;
    const StridedRows pixels =
        image.images.pixels(image.first, image.h * image.w, image.channels, made);
    return copy_padded({pixels.data, image.h, image.w, image.channels, pixels.step}, top, left,
                       rows, columns, to_channels, to);
  }
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
    image.images.make(image.first + y * image.w + begin - left, end - begin,
                      to + begin * to_channels);
  }
}

}  // namespace actlab::kernels
