// The JSON seam: the one place that includes nlohmann-json, and a strict reader for text from
// outside. Include it from .cpp files only, it is slow to compile.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace actlab {

// Keeps the order in which keys were written, so that files read as they were meant.
using Json = nlohmann::ordered_json;

// Reads one JSON value. Stricter than the library: duplicate keys, more than 64 levels of nesting
// and more than 4 million values are refused, so that hostile text costs neither the stack nor
// much memory. Throws Error naming `source`, the place and the reason; bad UTF-8 included.
Json parse_json(std::string_view json, const std::string& source);

}  // namespace actlab
