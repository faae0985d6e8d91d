#include <actlab/datasets/images/jpeg_segments.h>

#include <algorithm>
#include <numeric>

namespace actlab::datasets {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t kHuffmanTables = 0xC4;
constexpr std::size_t kCounts = 16;  // of codes with 1, 2, ... 16 bits
constexpr int kMostSymbols = 256;

// Markers that stand alone: stuffed zero, TEM, restarts, start and end of image.
bool has_no_length(std::uint8_t marker) {
  return marker <= 0x01 || (marker & 0xF8) == 0xD0 || marker == 0xD8 || marker == 0xD9;
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

bool has_oversized_huffman_table(Bytes jpeg) {
  std::size_t at = 0;
  while (at + 1 < jpeg.size()) {
    const std::uint8_t marker = jpeg[at + 1];
    if (jpeg[at] != 0xFF || marker == 0xFF) {  // scan data, or a byte that fills up
      ++at;
      continue;
    }
    at += 2;
    if (has_no_length(marker) || at + 2 > jpeg.size()) continue;
    const std::size_t length = static_cast<std::size_t>(jpeg[at]) << 8 | jpeg[at + 1];
    if (marker == kHuffmanTables && length > 2 &&
        claims_too_many(jpeg.subspan(at + 2), length - 2)) {
      return true;
    }
    at += std::max<std::size_t>(length, 2);
  }
  return false;
}

}  // namespace actlab::datasets
