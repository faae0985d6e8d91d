// Any bytes are either decoded into an image of the size that the header states, and can then be
// resized, or refused by an Error; by whichever decoder.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/datasets/images/decoders.h>
#include <actlab/datasets/images/image_file.h>
#include <actlab/datasets/images/resize.h>

using namespace actlab::datasets;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

// A PNG whose chunks' checksums are right, so that the bytes reach the decoders.
Bytes with_right_checksums(Bytes png) {
  for (std::size_t at = 8; at + 12 <= png.size();) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | png[at + i];
    if (length > png.size() - at - 12) break;
    const std::uint32_t crc = crc32(std::span(png).subspan(at + 4, length + 4));
    at += 8 + length;
    for (int shift = 24; shift >= 0; shift -= 8) {
      png[at++] = static_cast<std::uint8_t>(crc >> shift);
    }
  }
  return png;
}

template <class Decode>
void check(const Decode& decode) {
  try {
    const RgbImage image = decode();
    if (image.height < 1 || image.width < 1) std::abort();
    if (static_cast<std::int64_t>(image.pixels.size()) != image.height * image.width * 3) {
      std::abort();
    }
    resize_to_square(image, 16);
  } catch (const actlab::Error&) {
    // refused with a sentence
  }
}

}  // namespace

// A few kilobytes may claim 100 MB of pixels: what was freed is not to be kept for long.
extern "C" const char* __asan_default_options() { return "quarantine_size_mb=32"; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, data + size);
  const bool is_png = size >= 8 && bytes[0] == 0x89;
  const Bytes input = is_png ? with_right_checksums(bytes) : bytes;
  if (claimed_pixels(input) < 0) std::abort();
  check([&] { return decode_image(bytes, "input"); });
  if (is_png) {
    check([&] { return decode_image(input, "input"); });
    check([&] { return decode_png_by_stb(input, png_chunks(input)); });
  } else {
    check([&] { return decode_jpeg_by_stb(input, jpeg_segments(input)); });
  }
  return 0;
}
