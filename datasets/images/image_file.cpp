#include <actlab/datasets/images/image_file.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

#include <actlab/core/base/byte_order.h>
#include <actlab/core/base/error.h>
#include <actlab/datasets/file_bytes.h>
#include <actlab/datasets/images/decoders.h>
#include <actlab/datasets/images/orientation.h>

namespace actlab::datasets {
namespace {

bool begins_with(Bytes bytes, std::initializer_list<std::uint8_t> mark) {
  return bytes.size() >= mark.size() && std::equal(mark.begin(), mark.end(), bytes.begin());
}

bool is_png(Bytes bytes) {
  return begins_with(bytes, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
}
bool is_jpeg(Bytes bytes) { return begins_with(bytes, {0xFF, 0xD8}); }

RgbImage decode(Bytes bytes) {
  constexpr std::size_t kLargestFile = std::size_t{1} << 30;
  if (bytes.size() > kLargestFile) throw Error("the file is larger than 1 GB");
  if (is_png(bytes)) {
    const std::vector<PngChunk> chunks = png_chunks(bytes);
    return turn_upright(decode_png(bytes, chunks), png_orientation(chunks));
  }
  if (is_jpeg(bytes)) {
    const JpegSegments segments = jpeg_segments(bytes);
    return turn_upright(decode_jpeg(bytes, segments), jpeg_orientation(segments));
  }
  throw Error("it is neither a PNG nor a JPEG image");
}

}  // namespace

RgbImage decode_image(Bytes bytes, const std::string& file) {
  try {
    return decode(bytes);
  } catch (const Error& error) {
    throw Error(text("[image] cannot read ", file, ": ", error.what()));
  }
}

RgbImage read_image(const std::filesystem::path& file) {
  return decode_image(read_file_bytes(file), file.string());
}

std::int64_t claimed_pixels(Bytes bytes) {
  constexpr std::size_t kPngWidth = 16;  // after the signature, and IHDR's length and type
  constexpr std::int64_t kMostSide = std::int64_t{1} << 31;
  if (is_png(bytes) && bytes.size() >= kPngWidth + 8) {
    const auto side = [&](std::size_t at) {
      return static_cast<std::int64_t>(big_endian(bytes.subspan(at, 4)));
    };
    const std::int64_t width = side(kPngWidth), height = side(kPngWidth + 4);
    return width < kMostSide && height < kMostSide ? width * height : 0;  // others are refused
  }
  if (!is_jpeg(bytes)) return 0;
  const JpegFrame frame = jpeg_frame(jpeg_segments(bytes));
  return frame.width * frame.height;
}

}  // namespace actlab::datasets
