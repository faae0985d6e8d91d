// The bytes of a PNG file with its pixels stored uncompressed: enough to test readers of PNG.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace actlab::test {

using Bytes = std::vector<std::uint8_t>;

inline void append_u32(Bytes& bytes, std::uint32_t value) {  // big-endian
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

// CRC-32 (ISO-HDLC), bit by bit.
inline std::uint32_t crc32(const Bytes& bytes, std::size_t begin) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (std::size_t i = begin; i < bytes.size(); ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

inline void append_chunk(Bytes& png, const std::string& type, const Bytes& data) {
  append_u32(png, static_cast<std::uint32_t>(data.size()));
  const std::size_t begin = png.size();
  png.insert(png.end(), type.begin(), type.end());
  png.insert(png.end(), data.begin(), data.end());
  append_u32(png, crc32(png, begin));
}

inline std::uint32_t adler32(const Bytes& data) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const std::uint8_t byte : data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

// One zlib stream of stored blocks.
inline Bytes stored_zlib(const Bytes& data) {
  constexpr std::size_t kMostInBlock = 65535;
  Bytes zlib{0x78, 0x01};
  std::size_t at = 0;
  do {
    const std::size_t size = std::min(data.size() - at, kMostInBlock);
    zlib.push_back(at + size == data.size() ? 1 : 0);  // the last block says so
    for (const std::size_t length : {size, ~size}) {
      zlib.push_back(static_cast<std::uint8_t>(length));
      zlib.push_back(static_cast<std::uint8_t>(length >> 8));
    }
    const auto begin = data.begin() + static_cast<std::ptrdiff_t>(at);
    zlib.insert(zlib.end(), begin, begin + static_cast<std::ptrdiff_t>(size));
    at += size;
  } while (at < data.size());
  append_u32(zlib, adler32(data));
  return zlib;
}

struct PngKind {
  std::uint8_t depth = 8;
  std::uint8_t colour_type = 2;  // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
  std::uint8_t interlaced = 0;
};

struct PngExtra {
  std::string type;
  Bytes content;
};

// `rows` as they are packed, each after its filter byte; `extra` chunks stand before the pixels.
inline Bytes png_file(std::uint32_t width, std::uint32_t height, PngKind kind, const Bytes& rows,
                      const std::vector<PngExtra>& extra = {}) {
  Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  Bytes header;
  append_u32(header, width);
  append_u32(header, height);
  header.insert(header.end(), {kind.depth, kind.colour_type, 0, 0, kind.interlaced});
  append_chunk(png, "IHDR", header);
  for (const PngExtra& chunk : extra) append_chunk(png, chunk.type, chunk.content);
  append_chunk(png, "IDAT", stored_zlib(rows));
  append_chunk(png, "IEND", {});
  return png;
}

// `pixels` is [height, width, channels]; 1 channel is greyscale, 3 RGB, 4 RGB and alpha.
inline Bytes png_bytes(std::uint32_t width, std::uint32_t height, std::uint32_t channels,
                       const Bytes& pixels) {
  const std::uint8_t colour_type = channels == 1 ? 0 : channels == 3 ? 2 : 6;
  Bytes rows;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (i % (std::size_t{width} * channels) == 0) rows.push_back(0);  // this row is not filtered
    rows.push_back(pixels[i]);
  }
  return png_file(width, height, {8, colour_type, 0}, rows);
}

inline void write_bytes(const std::filesystem::path& file, const Bytes& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

}  // namespace actlab::test
