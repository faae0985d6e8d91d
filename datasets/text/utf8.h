// Text as UTF-8: validity, code points, white space and lower case (Unicode 15, RFC 3629).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace actlab::datasets {

// Offset of the first byte that belongs to no valid code point; npos where all of it is valid.
// Overlong forms, surrogates and what lies above U+10FFFF are not valid.
std::size_t first_invalid_utf8(std::string_view text);

struct CodePoint {
  char32_t value = 0;      // U+FFFD for bytes that are not valid
  std::size_t length = 0;  // in bytes, at least 1
};

// The code point that begins at `offset`, which must lie inside the text.
CodePoint code_point_at(std::string_view text, std::size_t offset);

void append_code_point(std::string& text, char32_t value);

// The text with one U+FFFD for each byte that is not valid.
std::string valid_utf8(std::string_view text);

// As Python's str.isspace(): a no-break space and a line separator are white space as well.
bool is_white_space(char32_t value);

// The words between runs of white space; none for a blank text. The views lie in `text`.
std::vector<std::string_view> words_of(std::string_view text);

// Lower case of Latin, Greek, Cyrillic and Armenian letters, a letter at a time: final sigma and
// letters that grow when they change case stay as they are.
std::string lower_case(std::string_view text);

}  // namespace actlab::datasets
