// A text as sixteen hexadecimal digits (FNV-1a, 64 bits), for names that must be short.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <actlab/core/base/formatted.h>

namespace actlab::studies {

inline std::string text_hash(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<std::uint8_t>(byte)) * 1099511628211u;
  }
  return formatted("%016llx", static_cast<unsigned long long>(hash));
}

}  // namespace actlab::studies
