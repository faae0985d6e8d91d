#include <actlab/datasets/images/png_chunks.h>

#include <array>
#include <string>

#include <actlab/core/base/byte_order.h>
#include <actlab/core/base/error.h>
#include <actlab/datasets/images/orientation.h>

namespace actlab::datasets {
namespace {

constexpr std::size_t kSignature = 8;
constexpr std::size_t kLength = 4;
constexpr std::size_t kType = 4;
constexpr std::size_t kChecksum = 4;

// CRC-32 of ISO 3309, eight bits at a time.
constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
    table[i] = crc;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kCrcTable = make_crc_table();

std::uint32_t crc32(Bytes bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::uint8_t byte : bytes) crc = (crc >> 8) ^ kCrcTable[(crc ^ byte) & 0xFF];
  return ~crc;
}

// A type as it may be shown: damaged files hold any bytes.
std::string shown(std::string_view type) {
  std::string letters(type);
  for (char& letter : letters) {
    if (letter < ' ' || letter > '~') letter = '?';
  }
  return letters;
}

}  // namespace

std::vector<PngChunk> png_chunks(Bytes png) {
  std::vector<PngChunk> chunks;
  std::size_t at = kSignature;
  while (chunks.empty() || chunks.back().type != "IEND") {
    if (at > png.size() || png.size() - at < kLength + kType + kChecksum) {
      throw Error("the image is damaged (cut off: its end chunk, IEND, is missing)");
    }
    const auto length = static_cast<std::size_t>(big_endian(png.subspan(at, kLength)));
    const Bytes rest = png.subspan(at + kLength);
    const std::string_view type(reinterpret_cast<const char*>(rest.data()), kType);
    if (length > rest.size() - kType - kChecksum) {
      throw Error(text("the image is damaged (cut off within its ", shown(type), " chunk)"));
    }
    if (crc32(rest.first(kType + length)) != big_endian(rest.subspan(kType + length, kChecksum))) {
      throw Error(
          text("the image is damaged (the checksum of its ", shown(type), " chunk is wrong)"));
    }
    chunks.push_back({type, rest.subspan(kType, length)});
    at += kLength + kType + length + kChecksum;
  }
  return chunks;
}

int png_orientation(const std::vector<PngChunk>& chunks) {
  for (const PngChunk& chunk : chunks) {
    if (chunk.type == "eXIf") return exif_orientation(chunk.content);
  }
  return 1;
}

}  // namespace actlab::datasets
