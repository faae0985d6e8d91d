// A cell of a CSV file (RFC 4180): in quotes where commas, quotes or line ends would break it.
#pragma once

#include <string>

namespace actlab::studies {

inline std::string csv_field(const std::string& value) {
  if (value.find_first_of(",\"\n\r") == std::string::npos) return value;
  std::string quoted = "\"";
  for (const char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace actlab::studies
