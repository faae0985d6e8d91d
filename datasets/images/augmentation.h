// From bytes to the floats of a batch: crop, flip, normalise.
//
// The crop-flip augmentation of CIFAR training (Lee et al., "Deeply-supervised nets", 2015; He et
// al. 2016): pad 4 black pixels on every side, cut a window of the image's size at a random place,
// and mirror it left to right with probability 1/2.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <actlab/core/base/random.h>
#include <actlab/datasets/images/dataset.h>

namespace actlab::datasets {

inline constexpr std::int64_t kCropPadding = 4;

// Where the window lies against the unpadded image, each in [-4, 4], and whether it is mirrored.
struct CropFlip {
  std::int64_t down = 0;
  std::int64_t right = 0;
  bool mirrored = false;
};

// The augmentation of image `index` in `epoch`: a pure function of (seed, epoch, index).
CropFlip draw_crop_flip(std::uint64_t seed, std::int64_t epoch, std::int64_t index);

// (byte / 255 - mean) / std for every byte and channel, in float32 as PyTorch computes it.
class NormalisationTable {
 public:
  // Throws UsageError where a standard deviation is not above 0 or a number is not finite.
  explicit NormalisationTable(const Normalisation& normalisation);
  float operator()(std::uint8_t byte, std::int64_t channel) const {
    return values_[static_cast<std::size_t>(byte * kChannels + channel)];
  }

 private:
  std::array<float, 256 * kChannels> values_;
};

// Writes one augmented, normalised image: `pixels` and `output` are [height, width, 3].
void write_image(std::span<const std::uint8_t> pixels, std::int64_t height, std::int64_t width,
                 const CropFlip& crop_flip, const NormalisationTable& table, float* output);

}  // namespace actlab::datasets
