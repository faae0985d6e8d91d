#include <actlab/datasets/images/augmentation.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>

namespace actlab::datasets {

CropFlip draw_crop_flip(std::uint64_t seed, std::int64_t epoch, std::int64_t index) {
  // epoch and image share the 64 bits of the stream's index
  const auto stream =
      static_cast<std::uint64_t>(epoch) << 32 | (static_cast<std::uint64_t>(index) & 0xFFFFFFFFu);
  Random random(seed, Purpose::augmentation, stream);
  const std::int64_t down = random.below(2 * kCropPadding + 1) - kCropPadding;
  const std::int64_t right = random.below(2 * kCropPadding + 1) - kCropPadding;
  return {down, right, random.below(2) == 1};
}

NormalisationTable::NormalisationTable(const Normalisation& normalisation) {
  for (std::size_t c = 0; c < kChannels; ++c) {
    const float mean = normalisation.mean[c];
    const float std = normalisation.std[c];
    if (!std::isfinite(mean) || !std::isfinite(std) || std <= 0.0f) {
      throw UsageError(text("[normalisation] channel ", c, " has mean ", mean, " and std ", std,
                            "; both must be finite and std above 0"));
    }
    for (std::size_t byte = 0; byte < 256; ++byte) {
      values_[byte * kChannels + c] = (static_cast<float>(byte) / 255.0f - mean) / std;
    }
  }
}

void write_image(std::span<const std::uint8_t> pixels, std::int64_t height, std::int64_t width,
                 const CropFlip& crop_flip, const NormalisationTable& table, float* output) {
  // columns [first, last) of the window lie on the image, the rest on the black border
  const std::int64_t first = std::clamp<std::int64_t>(-crop_flip.right, 0, width);
  const std::int64_t last = std::clamp<std::int64_t>(width - crop_flip.right, 0, width);
  const auto write_pixel = [&](float* row, std::int64_t column, const std::uint8_t* pixel) {
    const std::int64_t target = crop_flip.mirrored ? width - 1 - column : column;
    for (std::int64_t c = 0; c < kChannels; ++c) row[target * kChannels + c] = table(pixel[c], c);
  };
  constexpr std::uint8_t kBlack[kChannels] = {};
  for (std::int64_t y = 0; y < height; ++y) {
    float* row = output + y * width * kChannels;
    const std::int64_t source_row = y + crop_flip.down;
    const bool on_image = source_row >= 0 && source_row < height;
    const std::int64_t begin = on_image ? first : width;
    const std::int64_t end = on_image ? last : width;
    for (std::int64_t x = 0; x < begin; ++x) write_pixel(row, x, kBlack);
    for (std::int64_t x = begin; x < end; ++x) {
      write_pixel(row, x, pixels.data() + (source_row * width + x + crop_flip.right) * kChannels);
    }
    for (std::int64_t x = end; x < width; ++x) write_pixel(row, x, kBlack);
  }
}

}  // namespace actlab::datasets
