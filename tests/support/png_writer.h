// The bytes of a PNG file with its pixels stored uncompressed: enough to test readers of PNG.
#pragma once

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

// One zlib stream of a single stored block: at most 65,535 bytes.
inline Bytes stored_zlib(const Bytes& data) {
  const auto size = static_cast<std::uint32_t>(data.size());
  Bytes zlib{0x78, 0x01, 0x01};
  for (const std::uint32_t length : {size, ~size}) {
    zlib.push_back(static_cast<std::uint8_t>(length));
    zlib.push_back(static_cast<std::uint8_t>(length >> 8));
  }
  zlib.insert(zlib.end(), data.begin(), data.end());
  std::uint32_t a = 1;  // Adler-32
  std::uint32_t b = 0;
  for (const std::uint8_t byte : data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  append_u32(zlib, b << 16 | a);
  return zlib;
}

// `pixels` is [height, width, channels]; 1 channel is greyscale, 3 RGB, 4 RGB and alpha.
inline Bytes png_bytes(std::uint32_t width, std::uint32_t height, std::uint32_t channels,
                       const Bytes& pixels) {
  Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  Bytes header;
  append_u32(header, width);
  append_u32(header, height);
  const std::uint8_t colour_type = channels == 1 ? 0 : channels == 3 ? 2 : 6;
  header.insert(header.end(), {8, colour_type, 0, 0, 0});
  append_chunk(png, "IHDR", header);
  Bytes rows;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (i % (std::size_t{width} * channels) == 0) rows.push_back(0);  // this row is not filtered
    rows.push_back(pixels[i]);
  }
  append_chunk(png, "IDAT", stored_zlib(rows));
  append_chunk(png, "IEND", {});
  return png;
}

inline void write_bytes(const std::filesystem::path& file, const Bytes& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

}  // namespace actlab::test
