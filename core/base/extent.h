// Sizes, steps and borders in the plane of an image: height first, then width.
//
// Both types are made of plain numbers where one is wanted: `.stride = 2` is 2 x 2, `.padding = 1`
// is a border of one pixel on all sides, `.padding = {0, 3}` leaves top and bottom alone.
#pragma once

#include <cstdint>
#include <ostream>

namespace actlab {

struct Extent {
  constexpr Extent(std::int64_t both) : h(both), w(both) {}  // NOLINT: a number is an extent
  constexpr Extent(std::int64_t height, std::int64_t width) : h(height), w(width) {}
  bool operator==(const Extent&) const = default;
  std::int64_t area() const { return h * w; }

  std::int64_t h, w;
};

// Pixels that are added around an image.
struct Padding {
  constexpr Padding(std::int64_t all) : Padding(all, all) {}  // NOLINT: a number is a padding
  constexpr Padding(std::int64_t height, std::int64_t width)
      : Padding(height, height, width, width) {}
  constexpr Padding(std::int64_t above, std::int64_t below, std::int64_t before, std::int64_t after)
      : top(above), bottom(below), left(before), right(after) {}
  bool operator==(const Padding&) const = default;

  // TensorFlow's SAME: as much as an output of image / stride pixels, rounded up, needs; the
  // smaller half before, the larger one after. Its sides are known with the image alone: see on().
  static constexpr Padding same();
  // The sides for a given image.
  Padding on(Extent image, Extent kernel, Extent stride) const;

  std::int64_t height() const { return top + bottom; }
  std::int64_t width() const { return left + right; }
  bool is_none() const { return top == 0 && bottom == 0 && left == 0 && right == 0; }

  std::int64_t top, bottom, left, right;
  bool depends_on_image = false;
};

constexpr Padding Padding::same() {
  Padding padding = 0;
  padding.depends_on_image = true;
  return padding;
}

// How many windows of `kernel` pixels, `stride` apart, fit into `length` pixels.
inline std::int64_t windows(std::int64_t length, std::int64_t kernel, std::int64_t stride) {
  return (length - kernel) / stride + 1;
}

std::ostream& operator<<(std::ostream& stream, const Extent& extent);    // "3", "1 x 7"
std::ostream& operator<<(std::ostream& stream, const Padding& padding);  // "1", "0 x 3", "same",
// "(top 0, bottom 1, left 0, right 1)"

}  // namespace actlab
