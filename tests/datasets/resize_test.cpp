#include <actlab/datasets/images/resize.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <vector>

#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::datasets;
using test::contains;
using test::error_text;

namespace {

using Bytes = std::vector<std::uint8_t>;

RgbImage ramp(std::int64_t height, std::int64_t width) {  // value = column in every channel
  RgbImage image{height, width, {}};
  for (std::int64_t i = 0; i < height * width * 3; ++i) {
    image.pixels.push_back(static_cast<std::uint8_t>(i / 3 % width));
  }
  return image;
}

// Value (row, column) by `at`, in every channel.
template <class At>
RgbImage drawn(std::int64_t height, std::int64_t width, const At& at) {
  RgbImage image{height, width, {}};
  for (std::int64_t i = 0; i < height * width * 3; ++i) {
    image.pixels.push_back(static_cast<std::uint8_t>(at(i / 3 / width, i / 3 % width)));
  }
  return image;
}

int worst_difference(const RgbImage& image, const std::vector<int>& expected) {
  int worst = image.pixels.size() == expected.size() * 3 ? 0 : 255;
  for (std::size_t i = 0; worst < 255 && i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(image.pixels[3 * i] - expected[i]));
  }
  return worst;
}

}  // namespace

TEST_CASE("resize: within 1 of Pillow's BILINEAR of the middle square") {
  const RgbImage rough = drawn(37, 53, [](auto y, auto x) { return x * 7 + y * 13 + 50 + x * y; });
  CHECK(worst_difference(resize_to_square(rough, 5),
                         {141, 126, 123, 125, 130, 128, 129, 127, 126, 128, 131, 128, 128,
                          127, 128, 131, 128, 129, 129, 126, 123, 129, 125, 122, 124}) <= 1);
  const auto smooth = [](auto y, auto x) { return x * 3 + y * 2 + 20 + x * y / 20; };
  CHECK(worst_difference(resize_to_square(drawn(20, 31, smooth), 4),
                         {48, 62, 78, 92, 59, 74, 90, 106, 70, 87, 105, 121, 81, 99, 118, 135}) <=
        1);
  const RgbImage small = drawn(4, 6, [](auto y, auto x) { return x * 7 + y * 13 + 50 + x * y; });
  CHECK(worst_difference(
            resize_to_square(small, 7),
            {57,  60, 64, 68,  71,  75,  78,  62,  65, 69,  73,  77,  81,  84,  70,  73,  77,
             82,  87, 91, 94,  78,  81,  86,  91,  96, 101, 104, 86,  89,  94,  100, 105, 110,
             113, 94, 98, 103, 109, 114, 119, 123, 99, 103, 108, 114, 120, 125, 129}) <= 1);
}

TEST_CASE("resize: the same side changes nothing and the middle is cut out") {
  const RgbImage image = ramp(4, 10);
  const RgbImage square = resize_to_square(image, 4);
  CHECK(square.height == 4);
  CHECK(square.width == 4);
  for (std::size_t column = 0; column < 4; ++column) {
    CHECK(square.pixels[3 * column] == column + 3);
  }
}

TEST_CASE("resize: shrinking weighs pixels by a triangle") {
  // 4 -> 2: pixel 0 is centred at 1.0 with support 2; weights of columns 0 to 2 are 3 3 1 of 7
  const RgbImage image{
      4, 4, {0,   0,   0,   70,  70,  70,  140, 140, 140, 210, 210, 210, 0,   0,   0,   70,
             70,  70,  140, 140, 140, 210, 210, 210, 0,   0,   0,   70,  70,  70,  140, 140,
             140, 210, 210, 210, 0,   0,   0,   70,  70,  70,  140, 140, 140, 210, 210, 210}};
  CHECK(resize_to_square(image, 2).pixels ==
        Bytes{50, 50, 50, 160, 160, 160, 50, 50, 50, 160, 160, 160});
}

TEST_CASE("resize: enlarging interpolates and keeps a flat image flat") {
  const RgbImage line{2, 2, {0, 0, 0, 100, 100, 100, 0, 0, 0, 100, 100, 100}};
  const RgbImage large = resize_to_square(line, 4);
  CHECK(large.pixels[0] == 0);
  CHECK(large.pixels[3] == 25);
  CHECK(large.pixels[6] == 75);
  CHECK(large.pixels[9] == 100);
  for (const std::int64_t side : {1, 3, 7, 64}) {
    const RgbImage flat{5, 5, Bytes(75, 255)};
    CHECK(resize_to_square(flat, side).pixels ==
          Bytes(static_cast<std::size_t>(side * side * 3), 255));
  }
  CHECK(contains(error_text([&] { resize_to_square(line, 0); }), "got 0"));
}

TEST_CASE("resize: a box is scaled to the side on both axes") {
  const RgbImage image = ramp(6, 12);
  const RgbImage columns = resize_to_square(image, {1, 4, 2, 8}, 4);
  CHECK(worst_difference(columns, {5, 7, 8, 10, 5, 7, 8, 10, 5, 7, 8, 10, 5, 7, 8, 10}) <= 1);
  CHECK(resize_to_square(image, {0, 3, 6, 6}, 3).pixels == resize_to_square(image, 3).pixels);
}

TEST_CASE("resize: a box that is not within the image is refused") {
  const RgbImage image = ramp(6, 12);
  CHECK(error_text([&] {
          resize_to_square(image, {1, 4, 2, 9}, 4);
        }) ==
        "[resize] the box of 2 x 9 pixels at row 1 and column 4 is not within the image of 6 x 12");
  CHECK(contains(error_text([&] { resize_to_square(image, {0, 0, 0, 3}, 4); }), "0 x 3"));
}
