#include <actlab/datasets/images/resize.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>

namespace actlab::datasets {
namespace {

constexpr std::int64_t kRgb = 3;

// One output pixel is the sum of weights[i] * input[first + i].
struct Taps {
  std::int64_t first;
  std::vector<float> weights;  // sum to 1
};

// Output pixel i has its centre at (i + 1/2) * scale of the input line.
std::vector<Taps> triangle_filter(std::int64_t input, std::int64_t output) {
  const double scale = static_cast<double>(input) / static_cast<double>(output);
  const double support = std::max(scale, 1.0);
  std::vector<Taps> line;
  for (std::int64_t i = 0; i < output; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const auto first = std::max<std::int64_t>(std::llround(std::floor(centre - support)), 0);
    const auto last = std::min<std::int64_t>(std::llround(std::ceil(centre + support)), input);
    Taps taps{first, {}};
    double sum = 0.0;
    for (std::int64_t x = first; x < last; ++x) {
      const double distance = std::abs(static_cast<double>(x) + 0.5 - centre) / support;
      taps.weights.push_back(static_cast<float>(std::max(1.0 - distance, 0.0)));
      sum += taps.weights.back();
    }
    for (float& weight : taps.weights) weight = static_cast<float>(weight / sum);
    line.push_back(std::move(taps));
  }
  return line;
}

void check(const RgbImage& image, const ImageBox& box, std::int64_t side) {
  if (side < 1) throw Error(text("[resize] the side must be at least 1 pixel, got ", side));
  if (box.top >= 0 && box.left >= 0 && box.height >= 1 && box.width >= 1 &&
      box.top + box.height <= image.height && box.left + box.width <= image.width) {
    return;
  }
  throw Error(text("[resize] the box of ", box.height, " x ", box.width, " pixels at row ", box.top,
                   " and column ", box.left, " is not within the image of ", image.height, " x ",
                   image.width));
}

// [box.height, side, 3]: the rows of the box, each scaled to the side.
std::vector<float> narrowed(const RgbImage& image, const ImageBox& box, std::int64_t side) {
  const std::vector<Taps> filter = triangle_filter(box.width, side);
  std::vector<float> narrow(static_cast<std::size_t>(box.height * side * kRgb));
  float* output = narrow.data();
  for (std::int64_t row = 0; row < box.height; ++row) {
    const std::uint8_t* const input =
        image.pixels.data() + ((box.top + row) * image.width + box.left) * kRgb;
    for (const Taps& taps : filter) {
      const std::uint8_t* pixel = input + taps.first * kRgb;
      for (const float weight : taps.weights) {
        for (std::int64_t c = 0; c < kRgb; ++c) output[c] += weight * static_cast<float>(*pixel++);
      }
      output += kRgb;
    }
  }
  return narrow;
}

}  // namespace

RgbImage resize_to_square(const RgbImage& image, std::int64_t side) {
  const std::int64_t square = std::min(image.height, image.width);
  return resize_to_square(
      image, {(image.height - square) / 2, (image.width - square) / 2, square, square}, side);
}

RgbImage resize_to_square(const RgbImage& image, const ImageBox& box, std::int64_t side) {
  check(image, box, side);
  const std::vector<float> narrow = narrowed(image, box, side);
  const std::vector<Taps> filter = triangle_filter(box.height, side);
  const std::int64_t line = side * kRgb;
  RgbImage result{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side * line))};
  std::vector<float> sums(static_cast<std::size_t>(line));
  for (std::int64_t row = 0; row < side; ++row) {
    const Taps& taps = filter[static_cast<std::size_t>(row)];
    std::fill(sums.begin(), sums.end(), 0.0f);
    const float* input = narrow.data() + taps.first * line;
    for (const float weight : taps.weights) {
      for (float& sum : sums) sum += weight * *input++;
    }
    std::transform(sums.begin(), sums.end(), result.pixels.data() + row * line, [](float value) {
      return static_cast<std::uint8_t>(std::clamp(value + 0.5f, 0.0f, 255.0f));
    });
  }
  return result;
}

}  // namespace actlab::datasets
