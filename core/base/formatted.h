// Numbers with the digits that a reader needs, where text(...) of error.h shows six.
#pragma once

#include <string>

namespace actlab {

// What printf would print, of any length: formatted("%.2f %%", 41.5) is "41.50 %". A literal
// format that does not fit its values is a warning of the compiler. Programs stay in the C locale
// that they start in: the decimal point is a point, and files can be read everywhere. Throws Error
// where printf itself fails.
[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...);

// As text(...) shows the number, but with as many digits as give it back: "0.9999999", not "1".
std::string exact_text(double number);

}  // namespace actlab
