// The value of a flag before the flags are parsed: some depend on it.
#pragma once

#include <string>
#include <vector>

namespace actlab {

// The last one; empty where the flag is not given.
inline std::string early_value(const std::vector<std::string>& command_line,
                               const std::string& flag) {
  std::string value;
  for (std::size_t i = 1; i < command_line.size(); ++i) {
    const std::string& word = command_line[i];
    if (word == flag && i + 1 < command_line.size()) value = command_line[i + 1];
    if (word.starts_with(flag + "=")) value = word.substr(flag.size() + 1);
  }
  return value;
}

}  // namespace actlab
