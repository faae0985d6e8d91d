// How a photograph is shown to a network: which part of it, and in which colours.
//
// In training, as in TF-slim's preprocessing for Inception (Szegedy et al. 2014, 1409.4842): a part
// of 10 to 100 % of the area whose width is 3/4 to 4/3 of its height, drawn again up to 100 times
// where it does not fit, then the whole image; scaled to a square whatever its aspect; mirrored
// with probability 1/2; then colours, in an order that is drawn too,
//
//   brightness   x + d                            d in +-32/255
//   saturation   s f in hue, saturation, value    f in 0.5 to 1.5
//   contrast     (x - mean) f + mean, a channel   f in 0.5 to 1.5     Colours::all alone
//   hue          h + d                            d in +-0.2 turns    Colours::all alone
//
// with x in [0, 1], cut off there after each of them. In evaluation: the central 87.5 % of both
// sides, as it is.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <actlab/datasets/images/resize.h>

namespace actlab::datasets {

enum class Colours { kept, simple, all };

struct PhotoView {
  ImageBox box;
  bool mirrored = false;
  Colours colours = Colours::kept;
  float brightness = 0.0f, saturation = 1.0f, contrast = 1.0f, hue = 0.0f;
  // Which of them comes first, second, ...: 0 brightness, 1 saturation, 2 contrast, 3 hue.
  std::array<std::uint8_t, 4> order{0, 1, 2, 3};
};

// The view of image `index` in `epoch`: a pure function of these arguments.
PhotoView draw_view(std::uint64_t seed, std::int64_t epoch, std::int64_t index, std::int64_t height,
                    std::int64_t width, Colours colours);

PhotoView central_view(std::int64_t height, std::int64_t width);

// Changes the colours of pixels, [.., 3] in [0, 1], as the view says.
void change_colours(const PhotoView& view, std::span<float> pixels);

}  // namespace actlab::datasets
