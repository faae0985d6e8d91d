#include "tests/house/source_files.h"

#include <algorithm>
#include <fstream>

namespace actlab::house {
namespace fs = std::filesystem;

std::vector<std::string> read_lines(const fs::path& path) {
  std::ifstream stream(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> SourceFile::includes() const {
  std::vector<std::string> result;
  for (const std::string& line : lines) {
    if (!line.starts_with("#include")) continue;
    const std::size_t open = line.find_first_of("\"<");
    const std::size_t close = line.find_first_of("\">", open + 1);
    if (open != std::string::npos && close != std::string::npos) {
      const std::string name = line.substr(open + 1, close - open - 1);
      result.push_back(name.starts_with("actlab/") ? name.substr(7) : name);
    }
  }
  return result;
}

std::vector<SourceFile> source_files() {
  const fs::path root = ACTLAB_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const char* folder :
       {"core", "layers", "optim", "datasets", "report", "training", "tasks", "dynamics",
        "playground", "studies", "search", "examples", "bench", "tests"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".h" && extension != ".cpp") continue;
      files.push_back(
          {fs::relative(entry.path(), root).generic_string(), read_lines(entry.path())});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace actlab::house
