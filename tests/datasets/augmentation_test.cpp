#include <actlab/datasets/images/augmentation.h>

#include <doctest/doctest.h>

#include <limits>
#include <set>
#include <tuple>
#include <vector>

#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::datasets;

namespace {

constexpr std::int64_t kHeight = 6;
constexpr std::int64_t kWidth = 9;

std::vector<std::uint8_t> numbered_pixels() {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < kHeight * kWidth * 3; ++i) {
    pixels.push_back(static_cast<std::uint8_t>(1 + i));
  }
  return pixels;
}

// The definition: pad by 4, cut, mirror.
float expected_value(const std::vector<std::uint8_t>& pixels, const CropFlip& crop_flip,
                     std::int64_t y, std::int64_t x, std::int64_t c) {
  const std::int64_t row = y + crop_flip.down;
  const std::int64_t column = (crop_flip.mirrored ? kWidth - 1 - x : x) + crop_flip.right;
  const bool inside = row >= 0 && row < kHeight && column >= 0 && column < kWidth;
  return inside ? pixels[static_cast<std::size_t>((row * kWidth + column) * 3 + c)] : 0.0f;
}

}  // namespace

TEST_CASE("augmentation: every crop and flip agrees with its definition") {
  const std::vector<std::uint8_t> pixels = numbered_pixels();
  const NormalisationTable table({{0, 0, 0}, {1.0f / 255, 1.0f / 255, 1.0f / 255}});
  for (int code = 0; code < 9 * 9 * 2; ++code) {
    const CropFlip crop_flip{code / 18 - 4, code / 2 % 9 - 4, code % 2 == 1};
    std::vector<float> output(pixels.size(), -1.0f);
    write_image(pixels, kHeight, kWidth, crop_flip, table, output.data());
    std::size_t at = 0;
    bool equal = true;
    for (std::int64_t y = 0; y < kHeight; ++y) {
      for (std::int64_t x = 0; x < kWidth; ++x) {
        for (std::int64_t c = 0; c < 3; ++c) {
          const float difference = output[at++] - expected_value(pixels, crop_flip, y, x, c);
          equal = equal && std::abs(difference) < 1e-3f;
        }
      }
    }
    CHECK_MESSAGE(equal, "down ", crop_flip.down, " right ", crop_flip.right);
  }
}

TEST_CASE("augmentation: an image smaller than the padding is only border or image") {
  const NormalisationTable table({});
  const std::vector<std::uint8_t> pixel{255, 255, 255};
  float output[3] = {};
  for (std::int64_t shift = -4; shift <= 4; ++shift) {
    write_image(pixel, 1, 1, {0, shift, shift > 0}, table, output);
    CHECK(output[0] == (shift == 0 ? 1.0f : 0.0f));
  }
}

TEST_CASE("augmentation: draws depend on seed and epoch and image and reach every case") {
  std::set<std::tuple<std::int64_t, std::int64_t, bool>> seen;
  for (std::int64_t image = 0; image < 3000; ++image) {
    const CropFlip draw = draw_crop_flip(1, 2, image);
    seen.insert({draw.down, draw.right, draw.mirrored});
  }
  CHECK(seen.size() == 9 * 9 * 2);
  CHECK(std::get<0>(*seen.begin()) == -4);
  const auto differs = [](std::uint64_t seed, std::int64_t epoch, std::int64_t first) {
    int different = 0;
    for (std::int64_t image = 0; image < 100; ++image) {
      const CropFlip a = draw_crop_flip(1, 2, image);
      const CropFlip b = draw_crop_flip(seed, epoch, first + image);
      if (a.down != b.down || a.right != b.right || a.mirrored != b.mirrored) ++different;
    }
    return different;
  };
  CHECK(differs(1, 2, 0) == 0);
  CHECK(differs(2, 2, 0) > 90);
  CHECK(differs(1, 3, 0) > 90);
  CHECK(differs(1, 2, 1) > 90);
}

TEST_CASE("normalisation: computes what PyTorch computes") {
  const NormalisationTable table({{0.4914f, 0.4822f, 0.4465f}, {0.2470f, 0.2435f, 0.2616f}});
  CHECK(table(0, 0) == -0.4914f / 0.2470f);
  CHECK(table(255, 1) == (1.0f - 0.4822f) / 0.2435f);
  CHECK(table(100, 2) == (100.0f / 255.0f - 0.4465f) / 0.2616f);
}

TEST_CASE("normalisation: numbers that cannot be are refused") {
  CHECK(test::usage_error_text([] {
          NormalisationTable({{0, 0, 0}, {1, 0, 1}});
        }) ==
        "[normalisation] channel 1 has mean 0 and std 0; both must be finite and std above 0");
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  CHECK(test::contains(test::usage_error_text([] {
                         NormalisationTable({{0, 0, kNan}, {1, 1, 1}});
                       }),
                       "channel 2"));
}
