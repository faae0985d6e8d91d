// The project's own source files, read once for the checks of the house.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace actlab::house {

struct SourceFile {
  std::string path;  // relative to the root: "core/base/error.h"
  std::vector<std::string> lines;

  // What the file includes, as written between the quotes or angle brackets, without "actlab/".
  std::vector<std::string> includes() const;
};

std::vector<std::string> read_lines(const std::filesystem::path& path);
// Every .h and .cpp below the folders of the house.
std::vector<SourceFile> source_files();

}  // namespace actlab::house
