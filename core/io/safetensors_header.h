// The header of a safetensors file, checked against every rule of the format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/io/safetensors.h>

namespace actlab {

struct SafetensorsEntry {
  std::string name;
  std::string dtype;
  Shape shape;
  std::uint64_t begin = 0;  // offsets into the values
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  // in the order of their offsets, without gaps
  Metadata metadata;
};

constexpr std::uint64_t kSafetensorsLengthBytes = 8;
constexpr std::uint64_t kLargestSafetensorsHeader = std::uint64_t{16} << 20;

// The length N in a file of `file_bytes`; throws Error where the two do not fit.
std::uint64_t check_header_length(std::uint64_t header_bytes, std::uint64_t file_bytes,
                                  const std::string& source);
// `value_bytes` is what the file holds after the header.
SafetensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t value_bytes,
                                           const std::string& source);

}  // namespace actlab
