#include <actlab/datasets/images/shrinking_image.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab::datasets {
namespace {

constexpr std::int64_t kRgb = 3;

std::int64_t blocks(std::int64_t pixels, std::int64_t block) {
  return (pixels + block - 1) / block;
}

std::int64_t block_side(std::int64_t width, std::int64_t height) {
  std::int64_t block = 1;
  while (blocks(width, block) * blocks(height, block) > kMostPixelsKept) ++block;
  return block;
}

}  // namespace

void check_image_size(std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1) {
    throw Error(text("the image is damaged (", width, " x ", height, " pixels)"));
  }
  if (height > kMostPixelsRead / width) {
    throw Error(text(width, " x ", height, " pixels are more than 200 megapixels; shrink it"));
  }
}

ShrinkingImage::ShrinkingImage(std::int64_t width, std::int64_t height)
    : width_(width), height_(height) {
  check_image_size(width, height);
  block_ = block_side(width, height);
  image_.height = blocks(height, block_);
  image_.width = blocks(width, block_);
  const std::int64_t row_bytes = image_.width * kRgb;
  // What a file claims is not to be believed before its rows arrive.
  image_.pixels.reserve(static_cast<std::size_t>(image_.height * row_bytes));
  if (block_ > 1) sums_.resize(static_cast<std::size_t>(row_bytes));
}

void ShrinkingImage::add_row(std::span<const std::uint8_t> row) {
  ++rows_;
  if (block_ == 1) {
    image_.pixels.insert(image_.pixels.end(), row.begin(), row.end());
    return;
  }
  add_to_sums(row);
  if (rows_ % block_ == 0 || rows_ == height_) write_means();
}

void ShrinkingImage::add_to_sums(std::span<const std::uint8_t> row) {
  const std::uint8_t* value = row.data();
  for (std::int64_t x = 0; x < width_; ++x) {
    std::uint32_t* sum = sums_.data() + x / block_ * kRgb;
    for (std::int64_t c = 0; c < kRgb; ++c) sum[c] += *value++;
  }
}

void ShrinkingImage::write_means() {
  const std::int64_t block_rows = (rows_ - 1) % block_ + 1;
  for (std::int64_t x = 0; x < image_.width; ++x) {
    const std::int64_t block_columns = std::min(block_, width_ - x * block_);
    const auto count = static_cast<std::uint32_t>(block_rows * block_columns);
    for (std::int64_t c = 0; c < kRgb; ++c) {
      std::uint32_t& sum = sums_[static_cast<std::size_t>(x * kRgb + c)];
      image_.pixels.push_back(static_cast<std::uint8_t>((sum + count / 2) / count));
      sum = 0;
    }
  }
}

RgbImage ShrinkingImage::take() { return std::move(image_); }

}  // namespace actlab::datasets
