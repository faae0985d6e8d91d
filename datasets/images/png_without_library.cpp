// decode_png where a build has no libspng.
#include <actlab/datasets/images/decoders.h>

namespace actlab::datasets {

RgbImage decode_png(std::span<const std::uint8_t> bytes, const std::vector<PngChunk>& chunks) {
  return decode_png_by_stb(bytes, chunks);
}

std::string_view png_decoder_name() { return "stb_image"; }

}  // namespace actlab::datasets
