#include <actlab/datasets/images/image_file.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/datasets/file_bytes.h>
#include <actlab/datasets/images/jpeg_segments.h>

namespace {

constexpr std::size_t kMaxBuffer = std::size_t{256} << 20;

// Zeroed: the decoder of some releases trusts tables that a damaged file never defines.
void* bounded_malloc(std::size_t size) {
  return size > kMaxBuffer ? nullptr : std::calloc(size, 1);
}
void* bounded_realloc(void* data, std::size_t size) {
  return size > kMaxBuffer ? nullptr : std::realloc(data, size);
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
  void operator()(stbi_uc* pixels) const { stbi_image_free(pixels); }
};

[[noreturn]] void refuse(const std::string& file, const std::string& reason) {
  throw Error(text("[image] cannot read ", file, ": ", reason));
}

bool begins_with(std::span<const std::uint8_t> bytes, std::initializer_list<std::uint8_t> mark) {
  return bytes.size() >= mark.size() && std::equal(mark.begin(), mark.end(), bytes.begin());
}

bool is_jpeg(std::span<const std::uint8_t> bytes) { return begins_with(bytes, {0xFF, 0xD8}); }
bool is_png(std::span<const std::uint8_t> bytes) {
  return begins_with(bytes, {0x89, 'P', 'N', 'G'});
}

// The decoder fills what a cut-off JPEG lacks with grey; so look for the end marker after the last
// scan began. (Neither marker can occur inside a scan's data.)
bool is_cut_off_jpeg(std::span<const std::uint8_t> bytes) {
  if (!is_jpeg(bytes)) return false;
  for (std::size_t i = bytes.size() - 1; i > 0; --i) {
    if (bytes[i - 1] != 0xFF) continue;
    if (bytes[i] == 0xD9) return false;  // end of image
    if (bytes[i] == 0xDA) return true;   // start of scan
  }
  return true;
}

}  // namespace

RgbImage decode_image(std::span<const std::uint8_t> bytes, const std::string& file) {
  constexpr std::size_t kMaxFile = std::size_t{1} << 30;
  if (bytes.size() > kMaxFile) refuse(file, "the file is larger than 1 GB");
  if (!is_png(bytes) && has_oversized_huffman_table(bytes)) {
    refuse(file, "the image is damaged (a Huffman table of more than 256 symbols)");
  }
  const auto size = static_cast<int>(bytes.size());
  int width = 0;
  int height = 0;
  int channels = 0;
  if (stbi_info_from_memory(bytes.data(), size, &width, &height, &channels) == 0) {
    const bool begins_well = is_jpeg(bytes) || is_png(bytes);
    refuse(file, begins_well ? text("the image is damaged (", stbi_failure_reason(), ")")
                             : "it is neither a PNG nor a JPEG image");
  }
  if (std::int64_t{width} * height > kMaxImagePixels) {
    refuse(file, text(width, " x ", height, " pixels are more than 16 megapixels; shrink it"));
  }
  if (is_cut_off_jpeg(bytes)) refuse(file, "the image is damaged (cut off)");
  // The decoder also returns images that it had to give up halfway; only the reason tells. (A JPEG
  // is first tried as a PNG, which leaves a reason of its own.)
  stbi__g_failure_reason = nullptr;
  const std::unique_ptr<stbi_uc, FreeImage> pixels(
      stbi_load_from_memory(bytes.data(), size, &width, &height, &channels, kRgb));
  const char* reason = stbi_failure_reason();
  if (!pixels || (reason != nullptr && std::string_view(reason) != "Not a PNG")) {
    refuse(file, text("the image is damaged (", reason, ")"));
  }
  const std::int64_t count = std::int64_t{width} * height * kRgb;
  return {height, width, {pixels.get(), pixels.get() + count}};
}

RgbImage read_image(const std::filesystem::path& file) {
  return decode_image(read_file_bytes(file), file.string());
}

}  // namespace actlab::datasets
