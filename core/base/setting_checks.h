// Checks of settings that many sections share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>

namespace actlab {

inline constexpr std::int64_t kMany = std::int64_t{1} << 40;

// Throws UsageError with the choices and the nearest of them.
inline void require_choice(const char* flag, std::string_view value,
                           const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  throw UsageError(text("[config] --", flag, ": unknown value \"", value, "\"; there are ",
                        joined(choices, ", "), did_you_mean(value, choices)));
}

// Throws UsageError unless least <= value <= most; NaN is outside.
template <class Number>
void require_range(const char* flag, Number value, Number least, Number most) {
  if (value >= least && value <= most) return;
  const auto shown = [](Number number) {
    if constexpr (std::is_floating_point_v<Number>) {
      return exact_text(number);
    } else {
      return text(number);
    }
  };
  throw UsageError(text("[config] --", flag, " must be from ", shown(least), " to ", shown(most),
                        ", got ", shown(value)));
}

}  // namespace actlab
