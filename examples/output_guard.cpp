#include "examples/output_guard.h"

#include <filesystem>

#include <actlab/core/base/error.h>

namespace actlab {
namespace {

namespace fs = std::filesystem;

// Links followed as far as there is something; empty where that cannot be done.
fs::path resolved(const fs::path& path) {
  std::error_code error;
  const fs::path result = fs::weakly_canonical(fs::absolute(path), error);
  return error ? fs::path() : result;
}

bool lies_in(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

bool is_drawn_by_run(const fs::path& file) {
  return file.filename() == "boundary.svg" || file.filename() == "fit.svg";
}

bool is_page_or_picture(const fs::path& file) {
  return file.extension() == ".html" || file.extension() == ".svg";
}

// The folder, where it is one of a run.
fs::path run_folder(const std::string& run) {
  if (fs::is_directory(run)) return resolved(run);
  const fs::path folder = resolved(run).parent_path();
  return fs::exists(folder / "config.json") ? folder : fs::path();
}

}  // namespace

void refuse_input_as_output(const std::string& output, const std::string& input) {
  const fs::path target = resolved(output);
  if (target.empty() || target != resolved(input)) return;
  throw UsageError(text("[output] ", output, " is read, and would be overwritten; name another"));
}

void refuse_run_file_as_output(const std::string& output, const std::vector<std::string>& runs) {
  const fs::path target = resolved(output);
  if (target.empty()) return;
  for (const std::string& run : runs) {
    if (!fs::is_directory(run)) refuse_input_as_output(output, run);
    const fs::path folder = run_folder(run);
    if (folder.empty() || !lies_in(target, folder)) continue;
    if (is_page_or_picture(target) && !is_drawn_by_run(target)) continue;
    throw UsageError(text("[output] ", output, " is a file of the run ", run,
                          ", which is read; name another, such as report.html or plot.svg"));
  }
}

}  // namespace actlab
