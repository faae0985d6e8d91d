// Where data sets are kept.
#pragma once

#include <filesystem>
#include <string>

namespace actlab::datasets {

// `option`, the text of --data-dir, if it is not empty, else $ACTLAB_DATA, else ~/.cache/actlab.
// Throws UsageError where none of them is known.
std::filesystem::path data_folder(const std::string& option);

}  // namespace actlab::datasets
