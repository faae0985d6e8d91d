// decode_jpeg where a build has no libjpeg.
#include <actlab/datasets/images/decoders.h>

namespace actlab::datasets {

RgbImage decode_jpeg(std::span<const std::uint8_t> bytes, const JpegSegments& segments) {
  return decode_jpeg_by_stb(bytes, segments);
}

std::string_view jpeg_decoder_name() { return "stb_image"; }

}  // namespace actlab::datasets
