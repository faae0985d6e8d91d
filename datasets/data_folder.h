// Where data sets are kept.
#pragma once

#include <filesystem>
#include <string>

namespace actlab::datasets {

// `option`, the text of --data-dir, if it is not empty, else $ACTLAB_DATA, else ~/.cache/actlab.
// Throws UsageError where none of them is known.
std::filesystem::path data_folder(const std::string& option);

// What PATH of "folder:PATH" means: the folder itself where there is one, else the one of that name
// among the data sets, so that folder:tiny-imagenet is the same on every machine of a study. Throws
// Error where neither is there, with both places and `advice`.
std::string named_folder(const std::string& path, const std::string& option,
                         const std::string& advice = "");

}  // namespace actlab::datasets
