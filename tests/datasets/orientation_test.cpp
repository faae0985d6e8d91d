#include <actlab/datasets/images/orientation.h>

#include <doctest/doctest.h>

#include <vector>

using namespace actlab::datasets;

namespace {

using Bytes = std::vector<std::uint8_t>;

RgbImage grey(std::int64_t height, std::int64_t width, const Bytes& values) {
  RgbImage image{height, width, {}};
  for (const std::uint8_t value : values) image.pixels.insert(image.pixels.end(), 3, value);
  return image;
}

Bytes tiff(bool little_endian, std::uint8_t orientation) {
  if (little_endian) {
    return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0};
  }
  return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0};
}

}  // namespace

TEST_CASE("orientation: all eight turn a picture as Pillow's exif_transpose does") {
  const Bytes expected[] = {{0, 1, 2, 3, 4, 5}, {2, 1, 0, 5, 4, 3}, {5, 4, 3, 2, 1, 0},
                            {3, 4, 5, 0, 1, 2}, {0, 3, 1, 4, 2, 5}, {3, 0, 4, 1, 5, 2},
                            {5, 2, 4, 1, 3, 0}, {2, 5, 1, 4, 0, 3}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const RgbImage upright = turn_upright(grey(2, 3, {0, 1, 2, 3, 4, 5}), orientation);
    const bool turned = orientation > 4;
    CHECK(upright.height == (turned ? 3 : 2));
    CHECK(upright.width == (turned ? 2 : 3));
    const Bytes& values = expected[orientation - 1];
    CHECK(upright.pixels == grey(upright.height, upright.width, values).pixels);
  }
}

TEST_CASE("orientation: it is read in both byte orders") {
  for (const bool little_endian : {false, true}) {
    for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
      CHECK(exif_orientation(tiff(little_endian, orientation)) == orientation);
    }
  }
}

TEST_CASE("orientation: a block that is damaged says nothing") {
  CHECK(exif_orientation({}) == 1);
  CHECK(exif_orientation(tiff(true, 0)) == 1);
  CHECK(exif_orientation(tiff(true, 9)) == 1);
  const Bytes whole = tiff(true, 6);
  for (std::size_t size = 0; size < 19; ++size) {
    CHECK(exif_orientation(std::span(whole).first(size)) == 1);
  }
  Bytes far = whole;
  far[6] = 255;  // the directory lies beyond the end
  CHECK(exif_orientation(far) == 1);
}
