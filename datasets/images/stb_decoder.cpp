// decode_jpeg_by_stb, decode_png_by_stb; the only place that knows stb_image.
//
// stb_image 2.27, which distributions ship, checks neither checksums nor sizes and goes on where an
// image is damaged: what it leaves out is looked at here, before and after.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/byte_order.h>
#include <actlab/core/base/error.h>
#include <actlab/datasets/images/decoders.h>

namespace {

constexpr std::size_t kMostBuffer = std::size_t{256} << 20;

// Zeroed: the decoder trusts tables that a damaged file never defines.
void* bounded_malloc(std::size_t size) {
  return size > kMostBuffer ? nullptr : std::calloc(size, 1);
}
void* bounded_realloc(void* data, std::size_t size) {
  return size > kMostBuffer ? nullptr : std::realloc(data, size);
}

}  // namespace

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_FAILURE_USERMSG
#define STBI_MALLOC(size) bounded_malloc(size)
#define STBI_REALLOC(data, size) bounded_realloc(data, size)
#define STBI_FREE(data) std::free(data)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb_image.h>
#pragma GCC diagnostic pop

namespace actlab::datasets {
namespace {

constexpr int kRgb = 3;  // channels asked of the decoder

struct FreeImage {
  void operator()(void* pixels) const { stbi_image_free(pixels); }
};

[[noreturn]] void refuse_damaged(const std::string& reason) {
  throw Error(text("the image is damaged (", reason, ")"));
}

RgbImage decode_checked(Bytes bytes) {
  const auto size = static_cast<int>(bytes.size());
  int width = 0;
  int height = 0;
  int channels = 0;
  if (stbi_info_from_memory(bytes.data(), size, &width, &height, &channels) == 0) {
    refuse_damaged(stbi_failure_reason());
  }
  if (std::int64_t{width} * height > kMostPixelsKept) {
    throw Error(text(width, " x ", height,
                     " pixels are more than 16 megapixels, and this build has neither libjpeg nor "
                     "libspng to shrink them; shrink it"));
  }
  // The decoder also returns images that it had to give up halfway; only the reason tells. (A JPEG
  // is first tried as a PNG, which leaves a reason of its own.)
  stbi__g_failure_reason = nullptr;
  const std::unique_ptr<stbi_uc, FreeImage> pixels(
      stbi_load_from_memory(bytes.data(), size, &width, &height, &channels, kRgb));
  const char* reason = stbi_failure_reason();
  if (!pixels || (reason != nullptr && std::string_view(reason) != "Not a PNG")) {
    refuse_damaged(reason != nullptr ? reason : "no pixels");
  }
  const std::int64_t count = std::int64_t{width} * height * kRgb;
  return {height, width, {pixels.get(), pixels.get() + count}};
}

// The file with a palette of 256 colours, black where it has fewer: the decoder reads beyond a
// shorter one. (It checks no chunk's checksum.)
std::vector<std::uint8_t> with_whole_palette(Bytes png, const std::vector<PngChunk>& chunks) {
  constexpr std::size_t kSignature = 8;
  constexpr std::size_t kPalette = 256 * kRgb;
  std::vector<std::uint8_t> whole(png.begin(), png.begin() + kSignature);
  for (const PngChunk& chunk : chunks) {
    const bool is_short = chunk.type == "PLTE" && chunk.content.size() < kPalette;
    const std::size_t length = is_short ? kPalette : chunk.content.size();
    for (int shift = 24; shift >= 0; shift -= 8) {
      whole.push_back(static_cast<std::uint8_t>(length >> shift));
    }
    whole.insert(whole.end(), chunk.type.begin(), chunk.type.end());
    whole.insert(whole.end(), chunk.content.begin(), chunk.content.end());
    whole.resize(whole.size() + length - chunk.content.size() + sizeof(std::uint32_t));
  }
  return whole;
}

std::uint32_t adler32(Bytes bytes) {
  constexpr std::uint32_t kPrime = 65521;
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const std::uint8_t byte : bytes) {
    a = (a + byte) % kPrime;
    b = (b + a) % kPrime;
  }
  return b << 16 | a;
}

// The IDAT chunks make one zlib stream, which ends with the Adler-32 of what it unpacks to.
void check_adler(const std::vector<PngChunk>& chunks) {
  std::string stream;
  for (const PngChunk& chunk : chunks) {
    if (chunk.type == "IDAT") stream.append(chunk.content.begin(), chunk.content.end());
  }
  if (stream.size() < 6) refuse_damaged("it holds no pixels");
  int size = 0;
  const std::unique_ptr<char, FreeImage> unpacked(
      stbi_zlib_decode_malloc(stream.data(), static_cast<int>(stream.size()), &size));
  if (!unpacked) refuse_damaged(stbi_failure_reason());
  const Bytes stored = Bytes(reinterpret_cast<const std::uint8_t*>(stream.data()), stream.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(unpacked.get());
  if (adler32({bytes, static_cast<std::size_t>(size)}) != big_endian(stored.last(4))) {
    refuse_damaged("the checksum of its pixels is wrong");
  }
}

}  // namespace

RgbImage decode_jpeg_by_stb(Bytes bytes, const JpegSegments& segments) {
  // The decoder fills what a cut-off file lacks with grey.
  if (!segments.is_complete) refuse_damaged("cut off");
  if (has_oversized_huffman_table(segments)) {
    refuse_damaged("a Huffman table of more than 256 symbols");
  }
  if (jpeg_frame(segments).components == 4) {
    throw Error("a CMYK image cannot be read by this build, which has no libjpeg");
  }
  return decode_checked(bytes);
}

RgbImage decode_png_by_stb(Bytes bytes, const std::vector<PngChunk>& chunks) {
  check_adler(chunks);
  return decode_checked(with_whole_palette(bytes, chunks));
}

}  // namespace actlab::datasets
