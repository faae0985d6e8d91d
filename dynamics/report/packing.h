// Numbers as short texts, so that a page of hundreds of looks into a hundred layers stays small.
// The other side is dynamics/report/packed.js.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/dynamics/histogram.h>

namespace actlab::dynamics {

std::string base64(std::string_view bytes);  // RFC 4648, padded

// Three bytes a number, the upper ones of a float, little end first: relative error below 2e-5, NaN
// and infinities stay what they are.
std::string number_bytes(std::span<const double> numbers);

// Two bytes a number, little end first: 0 is `low`, 65534 is `high`, 65535 is NaN.
std::string level_bytes(std::span<const double> numbers, double low, double high);

// Four bytes: first bin and number of bins; then a byte a bin, 255 sqrt(count / largest), rounded
// up, so that no counted bin vanishes and heights are within 1 % of the largest. Instead of empty
// bins stands a 0 and how many they are, at most 255.
std::string histogram_bytes(const Histogram& histogram);

// `count` places out of 0 .. all - 1, evenly, the first and the last among them; all of them where
// there are not more.
std::vector<std::size_t> evenly_chosen(std::size_t all, std::size_t count);

}  // namespace actlab::dynamics
