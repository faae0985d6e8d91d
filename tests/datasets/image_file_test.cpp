#include <actlab/datasets/images/decoders.h>
#include <actlab/datasets/images/image_file.h>
#include <actlab/datasets/images/orientation.h>
#include <actlab/datasets/images/resize.h>

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
using test::png_file;

namespace {

std::string refusal(const Bytes& bytes) {
  return error_text([&] { decode_image(bytes, "picture"); });
}

Bytes first(const Bytes& bytes, std::size_t size) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

// A PNG of one RGB pixel whose row is packed in `zlib`.
Bytes png_around(const Bytes& zlib) {
  const Bytes whole = png_bytes(1, 1, 3, {0, 0, 0});
  Bytes png = first(whole, 8 + 25);  // signature and IHDR
  test::append_chunk(png, "IDAT", zlib);
  test::append_chunk(png, "IEND", {});
  return png;
}

// kGreyJpeg with another byte at `offset` from its frame header (FF C0): the marker, or a field.
Bytes with_frame_byte(std::ptrdiff_t offset, std::uint8_t value) {
  Bytes jpeg = test::kGreyJpeg;
  const Bytes marker{0xFF, 0xC0};
  *(std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end()) + offset) = value;
  return jpeg;
}

// kGreyJpeg of another size: its codes are one bit each, 0, so that zeros are blocks alike.
Bytes flat_jpeg(std::size_t width, std::size_t height) {
  Bytes jpeg = test::kGreyJpeg;
  const Bytes marker{0xFF, 0xC0};
  const auto frame = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
  std::size_t i = 5;
  for (const std::size_t side : {height, width}) {
    frame[static_cast<std::ptrdiff_t>(i++)] = static_cast<std::uint8_t>(side >> 8);
    frame[static_cast<std::ptrdiff_t>(i++)] = static_cast<std::uint8_t>(side);
  }
  jpeg.insert(jpeg.end() - 3, width * height / 64 / 4, 0);  // two bits a block, before the last
  return jpeg;
}

Bytes tiff(std::uint8_t orientation) {  // little-endian, one entry
  return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0};
}

Bytes exif_segment(std::uint8_t orientation) {
  const Bytes block = tiff(orientation);
  Bytes segment{0xFF, 0xE1, 0, static_cast<std::uint8_t>(block.size() + 8), 'E', 'x', 'i',
                'f',  0,    0};
  segment.insert(segment.end(), block.begin(), block.end());
  return segment;
}

// Some images need the libraries: decoders.h says which.
bool has_no(std::string_view library) {
  if (jpeg_decoder_name() == library || png_decoder_name() == library) return false;
  MESSAGE("skipped: this build reads images by stb_image, without ", library);
  return true;
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

TEST_CASE("image: every truncation is refused as one") {
  const Bytes png = png_bytes(2, 2, 3, Bytes(12, 9));
  for (std::size_t size = 8; size < png.size(); ++size) {
    CHECK(
        contains(refusal(first(png, size)), "cannot read picture: the image is damaged (cut off"));
  }
  const Bytes& jpeg = test::kRedBlueJpeg;
  for (std::size_t size = 2; size < jpeg.size(); ++size) {
    CHECK(refusal(first(jpeg, size)) ==
          "[image] cannot read picture: the image is damaged (cut off)");
  }
}

TEST_CASE("image: a JPEG whose data end early is refused although its end mark stands there") {
  if (has_no("libjpeg-turbo")) return;
  for (const Bytes& jpeg : {test::kRedBlueJpeg, test::kProgressiveJpeg}) {
    Bytes shorter = first(jpeg, jpeg.size() - 5);
    shorter.insert(shorter.end(), {0xFF, 0xD9});
    CHECK(contains(refusal(shorter), "the image is damaged ("));
  }
}

TEST_CASE("image: what lies behind the end of a JPEG does not matter") {
  const Bytes pixels = decode_image(test::kRedBlueJpeg, "a").pixels;
  const Bytes start_of_scan{0xFF, 0xDA, 0, 12, 1, 2, 3};
  const Bytes oversized_table{0xFF, 0xC4, 0, 9, 0, 255, 255, 255, 255, 255};
  for (const Bytes& trailer : {start_of_scan, oversized_table, Bytes(test::kGreyJpeg)}) {
    Bytes jpeg = test::kRedBlueJpeg;  // as motion photos and MPO files are
    jpeg.insert(jpeg.end(), trailer.begin(), trailer.end());
    CHECK(decode_image(jpeg, "a").pixels == pixels);
  }
}

TEST_CASE("image: any flipped bit of a PNG is refused") {
  const Bytes png = png_bytes(3, 2, 3, Bytes(18, 77));
  for (std::size_t at = 8; at < png.size(); ++at) {
    Bytes damaged = png;
    damaged[at] ^= 4;
    CHECK_MESSAGE(contains(refusal(damaged), "the image is damaged ("), at);
  }
  Bytes damaged = png;
  damaged[8 + 25 + 8 + 10] ^= 1;  // within the pixels
  CHECK(refusal(damaged) ==
        "[image] cannot read picture: the image is damaged (the checksum of its IDAT chunk is "
        "wrong)");
}

TEST_CASE("image: the checksum of a PNG's pixels is checked too") {
  Bytes zlib = test::stored_zlib({0, 1, 2, 3});
  CHECK(decode_image(png_around(zlib), "a").pixels == Bytes{1, 2, 3});
  zlib.back() ^= 1;  // the chunk's own checksum is right
  CHECK(contains(refusal(png_around(zlib)), "the image is damaged ("));
}

TEST_CASE("image: a JPEG whose Huffman table has too many codes is refused") {
  Bytes jpeg = test::kGreyJpeg;
  const Bytes marker{0xFF, 0xC4};
  const auto table = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
  REQUIRE(table != jpeg.end());
  std::fill_n(table + 5, 16, std::uint8_t{255});  // 16 counts follow marker and length and number
  CHECK(contains(refusal(jpeg), "[image] cannot read picture: the image is damaged ("));
  jpeg.insert(jpeg.begin() + 2, 0xFF);  // decoders pass over bytes that fill up
  CHECK(contains(refusal(jpeg), "[image] cannot read picture: the image is damaged ("));
}

TEST_CASE("image: what JPEG coding is not read is refused by name") {
  if (has_no("libjpeg-turbo")) return;
  CHECK(contains(refusal(with_frame_byte(1, 0xC9)), "arithmetic coding cannot be read"));
  CHECK(contains(refusal(with_frame_byte(1, 0xC3)), "SOF type 0xc3"));  // lossless
  CHECK(contains(refusal(with_frame_byte(4, 12)), "precision 12"));
}

TEST_CASE("image: CMYK is read with and without an Adobe marker") {
  if (has_no("libjpeg-turbo")) return;
  const auto is_right = [](const Bytes& jpeg) {
    const RgbImage image = decode_image(jpeg, "a");
    return image.pixels.size() == 8 * 8 * 3 && image.pixels[0] == 144 && image.pixels[1] == 120 &&
           image.pixels[2] == 33;  // as Pillow converts it
  };
  CHECK(is_right(test::kCmykJpeg));
  const std::string name = "Adobe";
  Bytes jpeg = test::kCmykJpeg;
  const auto adobe = std::search(jpeg.begin(), jpeg.end(), name.begin(), name.end());
  REQUIRE(adobe != jpeg.end());
  jpeg.erase(adobe - 4, adobe + 12);
  CHECK(is_right(jpeg));
}

TEST_CASE("image: a progressive JPEG is decoded") {
  if (has_no("libjpeg-turbo")) return;
  const RgbImage image = decode_image(test::kProgressiveJpeg, "a.jpg");
  REQUIRE(image.pixels.size() == 8 * 16 * 3);
  CHECK(first(image.pixels, 3) == Bytes{202, 40, 38});  // as Pillow decodes it
  CHECK(Bytes(image.pixels.end() - 3, image.pixels.end()) == Bytes{40, 39, 202});
}

TEST_CASE("image: PNGs of all kinds") {
  const auto pixels = [](const Bytes& png) { return decode_image(png, "a.png").pixels; };
  const Bytes rgb16{0, 1, 255, 2, 0, 3, 128};
  CHECK(pixels(png_file(1, 1, {16, 2, 0}, rgb16)) == Bytes{1, 2, 3});  // the high bytes
  CHECK(pixels(png_file(1, 1, {16, 0, 0}, {0, 77, 200})) == Bytes{77, 77, 77});
  CHECK(pixels(png_file(1, 1, {8, 4, 0}, {0, 9, 0})) == Bytes{9, 9, 9});
  CHECK(pixels(png_file(2, 1, {1, 0, 0}, {0, 0x40})) == Bytes{0, 0, 0, 255, 255, 255});
  CHECK(pixels(png_file(2, 1, {2, 3, 0}, {0, 0x40}, {{"PLTE", {1, 2, 3, 4, 5, 6}}})) ==
        Bytes{4, 5, 6, 1, 2, 3});
  CHECK(pixels(png_file(1, 1, {8, 0, 0}, {0, 5}, {{"tRNS", {0, 5}}})) == Bytes{5, 5, 5});
  const Bytes beyond = png_file(1, 1, {8, 3, 0}, {0, 5}, {{"PLTE", {1, 2, 3}}});
  CHECK(pixels(beyond) == Bytes{0, 0, 0});  // a colour that the palette lacks is black
}

TEST_CASE("image: an interlaced PNG is the same picture") {
  // 3 x 2 in Adam7: pass 1 (0, 0), pass 5 nothing, pass 6 (1, 0), pass 4 (2, 0), pass 7 row 1
  const Bytes passes{0, 10, 0, 30, 0, 20, 0, 40, 50, 60};
  CHECK(decode_image(png_file(3, 2, {8, 0, 1}, passes), "a").pixels ==
        decode_image(png_bytes(3, 2, 1, {10, 20, 30, 40, 50, 60}), "b").pixels);
}

TEST_CASE("image: the orientation in EXIF is applied") {
  const RgbImage stored = decode_image(test::kRedBlueJpeg, "a");
  Bytes jpeg = test::kRedBlueJpeg;
  const Bytes segment = exif_segment(6);
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  const RgbImage upright = decode_image(jpeg, "a");
  CHECK(upright.height == 16);
  CHECK(upright.width == 8);
  CHECK(upright.pixels == turn_upright(stored, 6).pixels);
  const Bytes png = png_file(2, 1, {8, 0, 0}, {0, 7, 8}, {{"eXIf", tiff(3)}});
  CHECK(decode_image(png, "a").pixels == Bytes{8, 8, 8, 7, 7, 7});
}

TEST_CASE("image: above 16 megapixels it is shrunk, above 200 refused") {
  if (has_no("libjpeg-turbo") || has_no("libspng")) return;
  CHECK(refusal(png_bytes(20001, 10000, 3, {})) ==
        "[image] cannot read picture: 20001 x 10000 pixels are more than 200 megapixels; shrink "
        "it");
  CHECK(contains(refusal(png_bytes(20000, 10000, 3, {})), "bytes are too few for 20000 x 10000"));
  Bytes rows;  // 1 bit a pixel: 16 black, 16 white columns and so on
  for (int y = 0; y < 4000; ++y) {
    rows.push_back(0);
    for (int x = 0; x < 4064 / 8; ++x) rows.push_back(x / 2 % 2 == 0 ? 0 : 255);
  }
  for (const bool tall : {false, true}) {
    const RgbImage image =
        decode_image(tall ? flat_jpeg(4064, 4000) : png_file(4064, 4000, {1, 0, 0}, rows), "a");
    CHECK(image.width == 2032);
    CHECK(image.height == 2000);
    CHECK(image.pixels[3 * 7] == (tall ? 128 : 0));
    CHECK(image.pixels[3 * 8] == (tall ? 128 : 255));
  }
}

TEST_CASE("image: sides of one pixel and of twenty thousand") {
  CHECK(decode_image(png_bytes(1, 1, 3, {1, 2, 3}), "a").pixels == Bytes{1, 2, 3});
  const Bytes line(20000, 9);
  const RgbImage wide = decode_image(png_bytes(20000, 1, 1, line), "a");
  CHECK(wide.width == 20000);
  CHECK(wide.height == 1);
  CHECK(resize_to_square(wide, 8).pixels == Bytes(8 * 8 * 3, 9));
  CHECK(decode_image(png_bytes(1, 20000, 1, line), "a").height == 20000);
  CHECK(contains(refusal(png_bytes(0, 1, 3, {})), "damaged"));
}

TEST_CASE("image: a missing file is named") {
  CHECK(contains(error_text([] { read_image("/nowhere/a.png"); }), "cannot read /nowhere/a.png"));
}
