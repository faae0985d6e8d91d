// A whole file in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace actlab::datasets {

// Throws Error with the file's name where it is missing, unreadable, no plain file, or above 1 GB.
std::vector<std::uint8_t> read_file_bytes(const std::filesystem::path& file);

}  // namespace actlab::datasets
