// What byte-pair encoding is applied to: a line cut into short strings that no token crosses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace actlab::datasets {

// A longer run is cut, so that no line takes a time that grows faster than its length.
inline constexpr std::size_t kLongestRun = 64;  // code points

// "Zwei Hunde." becomes " Zwei", " Hunde", ".": words at white space, each with a blank before it,
// cut where letters, digits and other signs meet.
std::vector<std::string> runs_of(std::string_view line);

}  // namespace actlab::datasets
