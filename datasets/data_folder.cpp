#include <actlab/datasets/data_folder.h>

#include <cstdlib>
#include <system_error>

#include <actlab/core/base/error.h>

namespace actlab::datasets {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

std::filesystem::path data_folder(const std::string& option) {
  if (!option.empty()) return option;
  if (const std::string named = environment("ACTLAB_DATA"); !named.empty()) return named;
  if (const std::string home = environment("HOME"); !home.empty()) {
    return std::filesystem::path(home) / ".cache" / "actlab";
  }
  throw UsageError("[data] no data folder is known: give --data-dir or set ACTLAB_DATA");
}

std::string named_folder(const std::string& path, const std::string& option) {
  namespace fs = std::filesystem;
  std::error_code none;
  if (fs::path(path).is_absolute() || fs::exists(path, none)) return path;
  const fs::path kept = data_folder(option) / path;
  return fs::exists(kept, none) ? kept.string() : path;
}

}  // namespace actlab::datasets
