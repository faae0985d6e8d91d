#include <actlab/datasets/images/photo_view.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <actlab/core/base/random.h>

namespace actlab::datasets {
namespace {

constexpr double kLeastArea = 0.1;  // of the image
constexpr double kNarrowest = 3.0 / 4.0;
constexpr double kWidest = 4.0 / 3.0;
constexpr int kAttempts = 100;
constexpr double kCentral = 0.875;  // of both sides
constexpr float kMostBrightness = 32.0f / 255.0f;
constexpr float kMostHue = 0.2f;
constexpr std::size_t kRgb = 3;

double between(Random& random, double low, double high) {
  return low + (high - low) * random.uniform_double();
}

// As TensorFlow draws it: the aspect, then the height among those that fit.
ImageBox draw_box(Random& random, std::int64_t height, std::int64_t width) {
  const auto h = static_cast<double>(height), w = static_cast<double>(width);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const double aspect = between(random, kNarrowest, kWidest);
    const std::int64_t least = std::llround(std::ceil(std::sqrt(kLeastArea * h * w / aspect)));
    const std::int64_t most = std::min<std::int64_t>(height, std::llround(std::floor(w / aspect)));
    if (least > most) continue;
    ImageBox box;
    box.height = least + random.below(most - least + 1);
    box.width =
        std::clamp<std::int64_t>(std::llround(static_cast<double>(box.height) * aspect), 1, width);
    box.top = random.below(height - box.height + 1);
    box.left = random.below(width - box.width + 1);
    return box;
  }
  return {0, 0, height, width};
}

void draw_colours(Random& random, PhotoView& view) {
  view.brightness = static_cast<float>(between(random, -kMostBrightness, kMostBrightness));
  view.saturation = static_cast<float>(between(random, 0.5, 1.5));
  const std::size_t changes = view.colours == Colours::all ? 4 : 2;
  if (view.colours == Colours::all) {
    view.contrast = static_cast<float>(between(random, 0.5, 1.5));
    view.hue = static_cast<float>(between(random, -kMostHue, kMostHue));
  }
  for (std::size_t i = changes - 1; i > 0; --i) {
    const auto other = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i) + 1));
    std::swap(view.order[i], view.order[other]);
  }
}

float cut(float x) { return std::clamp(x, 0.0f, 1.0f); }

// Hue in turns, saturation and value, of a colour in [0, 1] and back.
void change_hue_and_saturation(float* rgb, float turn, float factor) {
  const auto [low, high] = std::minmax({rgb[0], rgb[1], rgb[2]});
  const float value = high, range = high - low;
  if (range <= 0.0f) return;  // grey has no hue
  float sixths = value == rgb[0]   ? (rgb[1] - rgb[2]) / range
                 : value == rgb[1] ? 2.0f + (rgb[2] - rgb[0]) / range
                                   : 4.0f + (rgb[0] - rgb[1]) / range;
  sixths += 6.0f * turn;
  const float chroma = value * cut(range / value * factor);
  constexpr float kPlaces[] = {5.0f, 3.0f, 1.0f};  // of red, green and blue on the circle
  for (std::size_t c = 0; c < kRgb; ++c) {
    float place = std::fmod(kPlaces[c] + sixths + 6.0f, 6.0f);
    place = std::min({place, 4.0f - place, 1.0f});
    rgb[c] = value - chroma * std::max(place, 0.0f);
  }
}

void change_contrast(std::span<float> pixels, float factor) {
  std::array<double, kRgb> sums{};
  for (std::size_t i = 0; i < pixels.size(); ++i) sums[i % kRgb] += static_cast<double>(pixels[i]);
  const std::size_t there = pixels.size() / kRgb;
  const auto count = static_cast<double>(std::max<std::size_t>(1, there));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const auto mean = static_cast<float>(sums[i % kRgb] / count);
    pixels[i] = cut((pixels[i] - mean) * factor + mean);
  }
}

}  // namespace

PhotoView draw_view(std::uint64_t seed, std::int64_t epoch, std::int64_t index, std::int64_t height,
                    std::int64_t width, Colours colours) {
  // epoch and image share the 64 bits of the stream's index
  const auto stream =
      static_cast<std::uint64_t>(epoch) << 32 | (static_cast<std::uint64_t>(index) & 0xFFFFFFFFu);
  Random random(seed, Purpose::augmentation, stream);
  PhotoView view;
  view.box = draw_box(random, height, width);
  view.mirrored = random.below(2) == 1;
  view.colours = colours;
  if (colours != Colours::kept) draw_colours(random, view);
  return view;
}

PhotoView central_view(std::int64_t height, std::int64_t width) {
  const auto kept = [](std::int64_t side) {
    return std::max<std::int64_t>(1, std::llround(kCentral * static_cast<double>(side)));
  };
  PhotoView view;
  view.box = {(height - kept(height)) / 2, (width - kept(width)) / 2, kept(height), kept(width)};
  return view;
}

void change_colours(const PhotoView& view, std::span<float> pixels) {
  if (view.colours == Colours::kept) return;
  for (const std::uint8_t change : view.order) {
    switch (change) {
      case 0:
        for (float& x : pixels) x = cut(x + view.brightness);
        break;
      case 2:
        if (view.contrast != 1.0f) change_contrast(pixels, view.contrast);
        break;
      default:
        for (std::size_t i = 0; i + kRgb <= pixels.size(); i += kRgb) {
          change_hue_and_saturation(&pixels[i], change == 3 ? view.hue : 0.0f,
                                    change == 1 ? view.saturation : 1.0f);
        }
    }
  }
}

}  // namespace actlab::datasets
