#include <actlab/datasets/images/image_file.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/support/error_text.h"
#include "tests/support/png_writer.h"
#include "tests/support/tiny_jpeg.h"

using namespace actlab;
using namespace actlab::datasets;
using test::Bytes;
using test::contains;
using test::error_text;
using test::png_bytes;

namespace {

std::string refusal(const Bytes& bytes) {
  return error_text([&] { decode_image(bytes, "picture"); });
}

RgbImage ramp(std::int64_t height, std::int64_t width) {  // value = column in every channel
  RgbImage image{height, width, {}};
  for (std::int64_t i = 0; i < height * width * 3; ++i) {
    image.pixels.push_back(static_cast<std::uint8_t>(i / 3 % width));
  }
  return image;
}

}  // namespace

TEST_CASE("image: an RGB PNG keeps its pixels") {
  const Bytes pixels{1, 2, 3, 4, 5, 6, 250, 251, 252, 253, 254, 255};
  const RgbImage image = decode_image(png_bytes(2, 2, 3, pixels), "a.png");
  CHECK(image.height == 2);
  CHECK(image.width == 2);
  CHECK(image.pixels == pixels);
}

TEST_CASE("image: grey becomes RGB and alpha is dropped") {
  CHECK(decode_image(png_bytes(2, 1, 1, {7, 200}), "a").pixels == Bytes{7, 7, 7, 200, 200, 200});
  CHECK(decode_image(png_bytes(1, 1, 4, {7, 8, 9, 0}), "a").pixels == Bytes{7, 8, 9});
  CHECK(decode_image(test::kGreyJpeg, "a").pixels == Bytes(8 * 8 * 3, 128));
}

TEST_CASE("image: a JPEG is decoded") {
  const RgbImage image = decode_image(test::kRedBlueJpeg, "a.jpg");
  REQUIRE(image.height == 8);
  REQUIRE(image.width == 16);
  const Bytes expected{200, 40, 40};
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(std::abs(image.pixels[c] - expected[c]) <= 3);
    CHECK(std::abs(image.pixels[8 * 3 + c] - expected[2 - c]) <= 3);
  }
}

TEST_CASE("image: what is neither PNG nor JPEG is refused") {
  CHECK(contains(refusal({}), "[image] cannot read picture: it is neither a PNG nor a JPEG image"));
  CHECK(contains(refusal({'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0}), "neither a PNG nor a JPEG"));
}

TEST_CASE("image: every truncation is refused") {
  const Bytes png = png_bytes(2, 2, 3, Bytes(12, 9));
  for (std::size_t size = 0; size + 12 < png.size(); ++size) {  // 12: the end chunk
    CHECK(contains(refusal({png.begin(), png.begin() + static_cast<std::ptrdiff_t>(size)}),
                   "cannot read picture"));
  }
  const Bytes& jpeg = test::kRedBlueJpeg;
  for (std::size_t size = 0; size < jpeg.size(); ++size) {
    CHECK(contains(refusal({jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(size)}),
                   "cannot read picture"));
  }
}

TEST_CASE("image: a JPEG whose Huffman table has too many codes is refused") {
  Bytes jpeg = test::kGreyJpeg;
  const Bytes marker{0xFF, 0xC4};
  const auto table = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
  REQUIRE(table != jpeg.end());
  std::fill_n(table + 5, 16, std::uint8_t{255});  // 16 counts follow marker and length and number
  const std::string damaged =
      "[image] cannot read picture: the image is damaged (a Huffman table of more than 256 "
      "symbols)";
  CHECK(refusal(jpeg) == damaged);
  jpeg.insert(jpeg.begin(), 0xFF);  // decoders pass over bytes that fill up
  CHECK(refusal(jpeg) == damaged);
}

TEST_CASE("image: more than 16 megapixels are refused before decoding") {
  CHECK(refusal(png_bytes(4001, 4000, 3, {})) ==
        "[image] cannot read picture: 4001 x 4000 pixels are more than 16 megapixels; shrink it");
  CHECK(contains(refusal(png_bytes(4000, 4000, 3, {})), "damaged"));
}

TEST_CASE("image: a missing file is named") {
  CHECK(contains(error_text([] { read_image("/nowhere/a.png"); }), "cannot read /nowhere/a.png"));
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
