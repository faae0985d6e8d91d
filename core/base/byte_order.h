// Whole numbers as files hold them: up to 8 bytes, the most significant or the least significant
// one first. No bytes are 0.
#pragma once

#include <cstdint>
#include <span>

namespace actlab {

constexpr std::uint64_t big_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

constexpr std::uint64_t little_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8 | bytes[i - 1];
  return value;
}

}  // namespace actlab
