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

// Zeros around an image of h x w pixels in `to`; write_row(y, x, count, row) puts the pixels
// [x, x + count) of its row y there.
template <class WriteRow>
void pad_rows(std::int64_t h, std::int64_t w, std::int64_t top, std::int64_t left,
              std::int64_t rows, std::int64_t columns, std::int64_t to_channels, float* to,
              const WriteRow& write_row) {
  const std::int64_t begin = std::clamp<std::int64_t>(left, 0, columns);
  const std::int64_t end = std::clamp(left + w, begin, columns);
  for (std::int64_t row = 0; row < rows; ++row, to += columns * to_channels) {
    const std::int64_t y = row - top;
    if (y < 0 || y >= h) {
      fill_zeros(to, columns * to_channels);
      continue;
    }
    fill_zeros(to, begin * to_channels);
    fill_zeros(to + end * to_channels, (columns - end) * to_channels);
    write_row(y, begin - left, end - begin, to + begin * to_channels);
  }
}

}  // namespace

void copy_padded(const ImageChannels& image, std::int64_t top, std::int64_t left, std::int64_t rows,
                 std::int64_t columns, std::int64_t to_channels, float* to) {
  const auto copy_row = [&](std::int64_t y, std::int64_t x, std::int64_t count, float* row) {
    const float* from = image.data + (y * image.w + x) * image.pixel_step;
    if (image.pixel_step == to_channels && image.channels == to_channels) {
      return copy_floats(from, count * to_channels, row);
    }
    for (std::int64_t i = 0; i < count; ++i, from += image.pixel_step, row += to_channels) {
      copy_floats(from, image.channels, row);
      fill_zeros(row + image.channels, to_channels - image.channels);
    }
  };
  pad_rows(image.h, image.w, top, left, rows, columns, to_channels, to, copy_row);
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
  const auto make_row = [&](std::int64_t y, std::int64_t x, std::int64_t count, float* row) {
    image.images.make(image.first + y * image.w + x, count, row);
  };
  pad_rows(image.h, image.w, top, left, rows, columns, to_channels, to, make_row);
}

}  // namespace actlab::kernels
