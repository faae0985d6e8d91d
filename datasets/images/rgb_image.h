// One image in memory, and how large a file may be.
#pragma once

#include <cstdint>
#include <vector>

namespace actlab::datasets {

// An image of more pixels is made smaller while it is decoded: see ShrinkingImage.
inline constexpr std::int64_t kMostPixelsKept = 16'000'000;
// A file that claims more is refused before anything is decoded.
inline constexpr std::int64_t kMostPixelsRead = 200'000'000;

struct RgbImage {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;  // [height, width, 3]
};

}  // namespace actlab::datasets
