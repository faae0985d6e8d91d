// Numbers in sentences.
#pragma once

#include <string>

namespace actlab::dynamics {

std::string percent(double share);       // "41 %", "0.3 %"
std::string short_number(double value);  // three digits: "0.0412", "1.2e+05"
std::string fraction(double ratio);      // "1/30" of 0.033; "0.6" from a half on

}  // namespace actlab::dynamics
