// Bytes of a file, and the whole numbers that it holds: of up to 8 bytes, the most significant one
// or the least significant one first. No bytes are 0.
#pragma once

#include <cstdint>
#include <span>

namespace actlab {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint64_t big_endian(Bytes bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

constexpr std::uint64_t little_endian(Bytes bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8 | bytes[i - 1];
  return value;
}

}  // namespace actlab
