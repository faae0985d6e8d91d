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

// Deflate packs at most 1,032 bytes into one, and a pixel has at least one bit: a file that claims
// more is no image, whatever memory it asks for.
void check_plausible(std::int64_t width, std::int64_t height, std::size_t file_size) {
  check_image_size(width, height);
  if (static_cast<std::size_t>(width * height) / 8 / 1032 > file_size) {
    throw Error(text("the image is damaged (", file_size, " bytes are too few for ", width, " x ",
                     height, " pixels)"));
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
  check_plausible(header.width, header.height, bytes.size());
  RgbImage image = header.interlace_method == SPNG_INTERLACE_NONE
                       ? decode_rows(context.get(), header.width, header.height)
                       : decode_interlaced(context.get(), header.width, header.height);
  require_success(spng_decode_chunks(context.get()));
  return image;
}

}  // namespace actlab::datasets
