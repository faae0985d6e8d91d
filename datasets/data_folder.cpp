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

std::string named_folder(const std::string& path, const std::string& option,
                         const std::string& advice) {
  namespace fs = std::filesystem;
  std::error_code none;
  if (fs::is_directory(path, none)) return path;
  const bool absolute = fs::path(path).is_absolute();
  const fs::path kept = absolute ? fs::path(path) : data_folder(option);
  if (!absolute && fs::is_directory(kept / path, none)) return (kept / path).string();
  const std::string where = absolute ? "" : text(" here, and none in ", kept.string());
  throw Error(text("[data] there is no folder ", path, where, advice.empty() ? "" : "; ", advice));
}

}  // namespace actlab::datasets
