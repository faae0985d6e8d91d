// The decoder of builds without libjpeg and libspng: it refuses what the others refuse.
#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/datasets/images/decoders.h>
#include "tests/support/error_text.h"
#include "tests/support/png_writer.h"
#include "tests/support/tiny_jpeg.h"

using namespace actlab;
using namespace actlab::datasets;
using test::Bytes;
using test::contains;
using test::error_text;

namespace {

RgbImage decode_png(const Bytes& png) { return decode_png_by_stb(png, png_chunks(png)); }
RgbImage decode_jpeg(const Bytes& jpeg) { return decode_jpeg_by_stb(jpeg, jpeg_segments(jpeg)); }

}  // namespace

TEST_CASE("stb: a PNG keeps its pixels and a JPEG nearly does") {
  const Bytes pixels{1, 2, 3, 4, 5, 6};
  CHECK(decode_png(test::png_bytes(2, 1, 3, pixels)).pixels == pixels);
  const Bytes beyond = test::png_file(1, 1, {8, 3, 0}, {0, 5}, {{"PLTE", {1, 2, 3}}});
  CHECK(decode_png(beyond).pixels == Bytes{0, 0, 0});  // a colour that the palette lacks
  Bytes jpeg = test::kRedBlueJpeg;
  jpeg.insert(jpeg.end(), {0xFF, 0xDA, 0, 12});  // behind the end
  const RgbImage image = decode_jpeg(jpeg);
  REQUIRE(image.pixels.size() == 8 * 16 * 3);
  CHECK(std::abs(image.pixels[0] - 200) <= 3);
  CHECK(decode_jpeg(test::kProgressiveJpeg).width == 16);
}

TEST_CASE("stb: checksums are checked") {
  Bytes png = test::png_file(1, 1, {}, {0, 1, 2, 3});
  Bytes zlib = test::stored_zlib({0, 1, 2, 3});
  const auto found = std::search(png.begin(), png.end(), zlib.begin(), zlib.end());
  REQUIRE(found != png.end());
  png.resize(static_cast<std::size_t>(found - png.begin()) - 8);  // up to the chunk's length
  zlib.back() ^= 1;
  test::append_chunk(png, "IDAT", zlib);
  test::append_chunk(png, "IEND", {});
  CHECK(error_text([&] { decode_png(png); }) ==
        "the image is damaged (the checksum of its pixels is wrong)");
}

TEST_CASE("stb: what it would read wrongly is refused") {
  CHECK(contains(error_text([] { decode_jpeg(test::kCmykJpeg); }), "has no libjpeg"));
  CHECK(contains(error_text([] { decode_png(test::png_bytes(4001, 4000, 3, {})); }),
                 "more than 16 megapixels"));
  Bytes jpeg = test::kGreyJpeg;
  jpeg.resize(jpeg.size() - 1);
  CHECK(error_text([&] { decode_jpeg(jpeg); }) == "the image is damaged (cut off)");
  jpeg = test::kGreyJpeg;
  const Bytes marker{0xFF, 0xC4};
  const auto table = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
  std::fill_n(table + 5, 16, std::uint8_t{255});  // 16 counts follow marker and length and number
  CHECK(contains(error_text([&] { decode_jpeg(jpeg); }), "more than 256 symbols"));
}
