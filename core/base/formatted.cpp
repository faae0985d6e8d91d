#include <actlab/core/base/formatted.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include <actlab/core/base/error.h>

namespace actlab {

std::string formatted(const char* format, ...) {
  std::array<char, 128> buffer;  // longer than nearly all that is asked for
  std::va_list values, again;
  va_start(values, format);
  va_copy(again, values);
  const int length = std::vsnprintf(buffer.data(), buffer.size(), format, values);
  std::string result;
  if (length >= 0) {
    const auto size = static_cast<std::size_t>(length);
    if (size < buffer.size()) {
      result.assign(buffer.data(), size);
    } else {
      result.resize(size);
      std::vsnprintf(result.data(), size + 1, format, again);  // the string's own end is the zero
    }
  }
  va_end(again);
  va_end(values);
  if (length < 0) throw Error(text("[formatted] printf cannot print as \"", format, "\""));
  return result;
}

std::string exact_text(double number) {
  constexpr int kEnough = std::numeric_limits<double>::max_digits10;
  std::string shown = text(number);
  for (int digits = 7; digits <= kEnough && std::strtod(shown.c_str(), nullptr) != number;
       ++digits) {
    shown = formatted("%.*g", digits, number);
  }
  return shown;
}

}  // namespace actlab
