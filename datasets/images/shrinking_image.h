// Collects the rows of a decoder. An image of at most 16 megapixels is kept as it is; of a larger
// one each pixel kept is the mean of a block of f x f, f the smallest that comes to 16 megapixels,
// so that a photograph of 200 megapixels is never in memory as a whole. (Blocks at the right and
// lower edge may be smaller.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <actlab/datasets/images/rgb_image.h>

namespace actlab::datasets {

// Throws Error unless both sides are at least 1 and the image has at most 200 megapixels.
void check_image_size(std::int64_t width, std::int64_t height);

class ShrinkingImage {
 public:
  // Throws what check_image_size throws.
  ShrinkingImage(std::int64_t width, std::int64_t height);

  // The next row from the top, `width` * 3 bytes; `height` of them in all.
  void add_row(std::span<const std::uint8_t> row);

  // The image, once; all rows must have been added.
  RgbImage take();

 private:
  void add_to_sums(std::span<const std::uint8_t> row);
  void write_means();

  std::int64_t width_;
  std::int64_t height_;
  std::int64_t block_;
  std::int64_t rows_ = 0;
  std::vector<std::uint32_t> sums_;  // of the row of blocks that is being filled
  RgbImage image_;
};

}  // namespace actlab::datasets
