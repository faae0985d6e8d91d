#include <actlab/datasets/images/orientation.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/byte_order.h>

namespace actlab::datasets {
namespace {

constexpr std::uint32_t kOrientationTag = 0x0112;
constexpr std::uint32_t kShort = 3;  // the type of a 16-bit number
constexpr std::size_t kEntryBytes = 12;
constexpr std::int64_t kRgb = 3;

// Numbers of either byte order; 0 beyond the end.
struct TiffNumbers {
  Bytes bytes;
  bool least_first;

  std::uint64_t at(std::uint64_t offset, std::size_t size) const {
    if (offset > bytes.size() || size > bytes.size() - offset) return 0;
    const Bytes number = bytes.subspan(static_cast<std::size_t>(offset), size);
    return least_first ? little_endian(number) : big_endian(number);
  }
};

}  // namespace

int exif_orientation(Bytes tiff) {
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return 1;
  const TiffNumbers numbers{tiff, tiff[0] == 'I'};
  if (numbers.at(2, 2) != 42) return 1;
  const std::uint64_t directory = numbers.at(4, 4);
  const std::uint64_t entries = numbers.at(directory, 2);
  for (std::uint64_t i = 0; i < entries; ++i) {
    const std::uint64_t entry = directory + 2 + i * kEntryBytes;
    if (numbers.at(entry, 2) != kOrientationTag || numbers.at(entry + 2, 2) != kShort) continue;
    const std::uint64_t orientation = numbers.at(entry + 8, 2);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  }
  return 1;
}

RgbImage turn_upright(RgbImage image, int orientation) {
  if (orientation <= 1 || orientation > 8) return image;
  const bool transposed = orientation >= 5;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_below =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  RgbImage upright{image.height, image.width, {}};
  if (transposed) std::swap(upright.height, upright.width);
  upright.pixels.resize(image.pixels.size());
  std::uint8_t* output = upright.pixels.data();
  for (std::int64_t y = 0; y < upright.height; ++y) {
    for (std::int64_t x = 0; x < upright.width; ++x) {
      const std::int64_t row = transposed ? x : y;
      const std::int64_t column = transposed ? y : x;
      const std::int64_t stored_row = from_below ? image.height - 1 - row : row;
      const std::int64_t stored_column = from_right ? image.width - 1 - column : column;
      output = std::copy_n(image.pixels.data() + (stored_row * image.width + stored_column) * kRgb,
                           kRgb, output);
    }
  }
  return upright;
}

}  // namespace actlab::datasets
