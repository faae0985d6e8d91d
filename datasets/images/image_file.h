// PNG and JPEG files as RGB bytes; the only place that knows stb_image.
//
// Input is not trusted: the header is probed before anything is decoded, images above 16 megapixels
// are refused, and no single buffer of the decoder may pass 256 MB, so that a small file cannot
// blow up. Greyscale becomes RGB with equal channels; an alpha channel is dropped; 16-bit samples
// keep their high byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace actlab::datasets {

inline constexpr std::int64_t kMaxImagePixels = 16'000'000;

struct RgbImage {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;  // [height, width, 3]
};

// Throws Error naming `file` when the bytes are no PNG or JPEG, are damaged, or hold too many
// pixels.
RgbImage decode_image(std::span<const std::uint8_t> bytes, const std::string& file);
RgbImage read_image(const std::filesystem::path& file);

// The largest centred square of `image`, scaled to `side` x `side` with a triangle filter: bilinear
// when enlarging; when shrinking, the filter widens with the factor, so that every pixel counts and
// nothing aliases (the "antialias" resize of Pillow and PyTorch). Throws Error for side < 1.
RgbImage resize_to_square(const RgbImage& image, std::int64_t side);

}  // namespace actlab::datasets
