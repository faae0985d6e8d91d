// Which measures are shares of examples: kept as they are, and written in per cent everywhere.
#pragma once

#include <string_view>

namespace actlab::studies {

inline bool is_share(std::string_view measure) {
  return measure == "accuracy" || measure == "top-5";
}

}  // namespace actlab::studies
