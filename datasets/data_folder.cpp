#include <actlab/datasets/data_folder.h>

#include <cstdlib>

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

}  // namespace actlab::datasets
