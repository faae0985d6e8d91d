// The chunks of a PNG file (ISO/IEC 15948, chapter 5), each checked against its CRC-32: what a
// disk or a network changed is found before any pixel is decoded.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace actlab::datasets {

struct PngChunk {
  std::string_view type;  // four bytes
  std::span<const std::uint8_t> content;
};

// All chunks from the first to IEND; what lies behind is not looked at. `png` begins with the
// signature. Throws Error where a checksum is wrong (naming the chunk) or the file is cut off.
std::vector<PngChunk> png_chunks(std::span<const std::uint8_t> png);

// The orientation that the eXIf chunk states, 1 to 8; 1 where there is none.
int png_orientation(const std::vector<PngChunk>& chunks);

}  // namespace actlab::datasets
