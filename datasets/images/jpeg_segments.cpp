#include <actlab/datasets/images/jpeg_segments.h>

#include <algorithm>
#include <numeric>
#include <string_view>

#include <actlab/core/base/byte_order.h>
#include <actlab/datasets/images/orientation.h>

namespace actlab::datasets {
namespace {

constexpr std::uint8_t kHuffmanTables = 0xC4;
constexpr std::uint8_t kStartOfImage = 0xD8;
constexpr std::uint8_t kEndOfImage = 0xD9;
constexpr std::uint8_t kApplication1 = 0xE1;
constexpr std::size_t kCounts = 16;  // of codes with 1, 2, ... 16 bits
constexpr int kMostSymbols = 256;

// Markers that stand alone: stuffed zero, TEM, restarts, start of image.
bool has_no_length(std::uint8_t marker) {
  return marker <= 0x01 || (marker & 0xF8) == 0xD0 || marker == kStartOfImage;
}

// SOF0 to SOF15, without the tables and extensions that lie among them (DHT, JPG, DAC).
bool begins_frame(std::uint8_t marker) {
  return (marker & 0xF0) == 0xC0 && marker != kHuffmanTables && marker != 0xC8 && marker != 0xCC;
}

// A segment of tables: for each a byte of class and number, 16 counts, and that many symbols.
// `length` is what the segment claims; a decoder reads a table to its end even beyond that, and
// zeros after the end of the file.
bool claims_too_many(Bytes tables, std::size_t length) {
  while (length > 0 && tables.size() > 1) {
    const Bytes counts = tables.subspan(1, std::min(kCounts, tables.size() - 1));
    const int symbols = std::accumulate(counts.begin(), counts.end(), 0);
    if (symbols > kMostSymbols) return true;
    const std::size_t table = 1 + kCounts + static_cast<std::size_t>(symbols);
    tables = tables.subspan(std::min(table, tables.size()));
    length -= std::min(table, length);
  }
  return false;
}

}  // namespace

JpegSegments jpeg_segments(Bytes jpeg) {
  JpegSegments found;
  std::size_t at = 0;
  while (at + 1 < jpeg.size()) {
    const std::uint8_t marker = jpeg[at + 1];
    if (jpeg[at] != 0xFF || marker == 0xFF) {  // scan data, or a byte that fills up
      ++at;
      continue;
    }
    at += 2;
    if (marker == kEndOfImage) {
      found.is_complete = true;
      break;
    }
    if (has_no_length(marker) || at + 2 > jpeg.size()) continue;
    const auto length =
        static_cast<std::size_t>(std::max<std::uint64_t>(big_endian(jpeg.subspan(at, 2)), 2));
    const Bytes rest = jpeg.subspan(at + 2);
    found.segments.push_back({marker, rest.first(std::min(length - 2, rest.size())), rest});
    at += length;
  }
  return found;
}

int jpeg_orientation(const JpegSegments& jpeg) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  for (const JpegSegment& segment : jpeg.segments) {
    const Bytes content = segment.content;
    if (segment.marker != kApplication1 || content.size() < kExif.size()) continue;
    if (!std::equal(kExif.begin(), kExif.end(), content.begin())) continue;
    return exif_orientation(content.subspan(kExif.size()));
  }
  return 1;
}

JpegFrame jpeg_frame(const JpegSegments& jpeg) {
  for (const JpegSegment& segment : jpeg.segments) {
    const Bytes c = segment.content;  // precision, height, width, number of components
    if (!begins_frame(segment.marker) || c.size() < 6) continue;
    return {static_cast<std::int64_t>(big_endian(c.subspan(1, 2))),
            static_cast<std::int64_t>(big_endian(c.subspan(3, 2))), c[5]};
  }
  return {};
}

bool has_oversized_huffman_table(const JpegSegments& jpeg) {
  return std::ranges::any_of(jpeg.segments, [](const JpegSegment& segment) {
    return segment.marker == kHuffmanTables &&
           claims_too_many(segment.content_and_rest, segment.content.size());
  });
}

}  // namespace actlab::datasets
