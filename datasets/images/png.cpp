// decode_png by libspng, which checks the Adler-32 of the pixels; the only place that knows the
// library.
#include <cstddef>
#include <memory>
#include <vector>

#include <spng.h>

#include <actlab/core/base/error.h>
#include <actlab/datasets/images/decoders.h>
#include <actlab/datasets/images/shrinking_image.h>

namespace actlab::datasets {
namespace {

struct FreeContext {
  void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};

void require_success(int code) {
  if (code == 0) return;
  throw Error(text("the image is damaged (", spng_strerror(code), ")"));
}

std::int64_t bits_a_pixel(const spng_ihdr& header) {
  switch (header.color_type) {
    case SPNG_COLOR_TYPE_TRUECOLOR:
      return 3 * header.bit_depth;
    case SPNG_COLOR_TYPE_GRAYSCALE_ALPHA:
      return 2 * header.bit_depth;
    case SPNG_COLOR_TYPE_TRUECOLOR_ALPHA:
      return 4 * header.bit_depth;
    default:  // grey, palette
      return header.bit_depth;
  }
}

// Deflate packs at most 1,032 bytes into one: a file that claims more pixels than that is no image,
// whatever memory it asks for.
void check_plausible(const spng_ihdr& header, std::size_t file_size) {
  check_image_size(header.width, header.height);
  const std::int64_t bits = std::int64_t{header.width} * header.height * bits_a_pixel(header);
  if (static_cast<std::size_t>(bits) / 8 / 1032 > file_size) {
    throw Error(text("the image is damaged (", file_size, " bytes are too few for ", header.width,
                     " x ", header.height, " pixels)"));
  }
}

RgbImage decode_rows(spng_ctx* context, std::int64_t width, std::int64_t height) {
  require_success(spng_decode_image(context, nullptr, 0, SPNG_FMT_RGB8, SPNG_DECODE_PROGRESSIVE));
  ShrinkingImage image(width, height);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(width) * 3);
  for (std::int64_t y = 0; y < height; ++y) {
    const int code = spng_decode_row(context, row.data(), row.size());
    require_success(code == SPNG_EOI && y + 1 == height ? 0 : code);
    image.add_row(row);
  }
  return image.take();
}

// The rows of an interlaced image come in seven passes: it is whole in memory first.
RgbImage decode_interlaced(spng_ctx* context, std::int64_t width, std::int64_t height) {
  const std::size_t row_bytes = static_cast<std::size_t>(width) * 3;
  std::vector<std::uint8_t> pixels(row_bytes * static_cast<std::size_t>(height));
  require_success(spng_decode_image(context, pixels.data(), pixels.size(), SPNG_FMT_RGB8, 0));
  ShrinkingImage image(width, height);
  for (std::size_t at = 0; at < pixels.size(); at += row_bytes) {
    image.add_row(std::span(pixels).subspan(at, row_bytes));
  }
  return image.take();
}

}  // namespace

RgbImage decode_png(std::span<const std::uint8_t> bytes, const std::vector<PngChunk>&) {
  const std::unique_ptr<spng_ctx, FreeContext> context(spng_ctx_new(0));
  if (!context) throw Error("there is no memory left to decode it");
  require_success(spng_set_png_buffer(context.get(), bytes.data(), bytes.size()));
  spng_ihdr header{};
  require_success(spng_get_ihdr(context.get(), &header));
  check_plausible(header, bytes.size());
  RgbImage image = header.interlace_method == SPNG_INTERLACE_NONE
                       ? decode_rows(context.get(), header.width, header.height)
                       : decode_interlaced(context.get(), header.width, header.height);
  require_success(spng_decode_chunks(context.get()));
  return image;
}

std::string_view png_decoder_name() { return "libspng"; }

}  // namespace actlab::datasets
