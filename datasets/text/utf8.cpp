#include <actlab/datasets/text/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace actlab::datasets {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

std::uint8_t byte_at(std::string_view text, std::size_t offset) {
  return static_cast<std::uint8_t>(text[offset]);
}

// Length by the first byte, and the smallest value that needs so many bytes.
struct Form {
  std::size_t length;
  char32_t least;
  std::uint8_t bits;  // of the first byte that count
};

Form form_of(std::uint8_t lead) {
  if (lead < 0x80) return {1, 0, 0x7F};
  if (lead >= 0xC2 && lead < 0xE0) return {2, 0x80, 0x1F};
  if (lead >= 0xE0 && lead < 0xF0) return {3, 0x800, 0x0F};
  if (lead >= 0xF0 && lead < 0xF5) return {4, 0x10000, 0x07};
  return {0, 0, 0};
}

// 0 where the bytes are not valid.
std::size_t valid_length(std::string_view text, std::size_t offset, char32_t* value) {
  const std::uint8_t lead = byte_at(text, offset);
  const Form form = form_of(lead);
  if (form.length == 0 || text.size() - offset < form.length) return 0;
  *value = lead & form.bits;
  for (std::size_t i = 1; i < form.length; ++i) {
    const std::uint8_t next = byte_at(text, offset + i);
    if ((next & 0xC0) != 0x80) return 0;
    *value = *value << 6 | (next & 0x3Fu);
  }
  const bool surrogate = *value >= 0xD800 && *value < 0xE000;
  return *value < form.least || surrogate || *value > 0x10FFFF ? 0 : form.length;
}

// Upper-case letters whose lower case stands a constant further on. `step` 2: every second letter
// of the range is upper case, the next one its lower case.
struct Letters {
  char32_t first, last;
  char32_t distance;
  char32_t step;
};

constexpr std::array kUpperCase = {
    Letters{0x41, 0x5A, 32, 1},      // A to Z
    Letters{0xC0, 0xD6, 32, 1},      // Latin-1
    Letters{0xD8, 0xDE, 32, 1},      //
    Letters{0x100, 0x12E, 1, 2},     // Latin Extended-A, but for dotted and dotless i
    Letters{0x132, 0x136, 1, 2},     //
    Letters{0x139, 0x147, 1, 2},     //
    Letters{0x14A, 0x176, 1, 2},     //
    Letters{0x179, 0x17D, 1, 2},     //
    Letters{0x1A0, 0x1A4, 1, 2},     // horned letters
    Letters{0x1AF, 0x1AF, 1, 1},     //
    Letters{0x1CD, 0x1DB, 1, 2},     // Latin Extended-B, its accented letters
    Letters{0x1DE, 0x1EE, 1, 2},     //
    Letters{0x1F8, 0x21E, 1, 2},     //
    Letters{0x222, 0x232, 1, 2},     //
    Letters{0x388, 0x38A, 37, 1},    // Greek
    Letters{0x391, 0x3A1, 32, 1},    //
    Letters{0x3A3, 0x3AB, 32, 1},    //
    Letters{0x400, 0x40F, 80, 1},    // Cyrillic
    Letters{0x410, 0x42F, 32, 1},    //
    Letters{0x460, 0x480, 1, 2},     //
    Letters{0x48A, 0x4BE, 1, 2},     //
    Letters{0x4D0, 0x52E, 1, 2},     //
    Letters{0x531, 0x556, 48, 1},    // Armenian
    Letters{0x1E00, 0x1E94, 1, 2},   // Latin Extended Additional
    Letters{0x1EA0, 0x1EFE, 1, 2}};  //

char32_t lower_of(char32_t value) {
  if (value == 0x178) return 0xFF;   // Y with diaeresis
  if (value == 0x386) return 0x3AC;  // accented Greek letters that stand alone
  if (value == 0x38C) return 0x3CC;
  if (value == 0x38E || value == 0x38F) return value + 63;
  if (value == 0x1E9E) return 0xDF;  // capital sharp s
  for (const Letters& letters : kUpperCase) {
    if (value < letters.first) return value;
    if (value > letters.last) continue;
    return (value - letters.first) % letters.step == 0 ? value + letters.distance : value;
  }
  return value;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) {
  char32_t value = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t length = valid_length(text, offset, &value);
    if (length == 0) return offset;
    offset += length;
  }
  return std::string_view::npos;
}

CodePoint code_point_at(std::string_view text, std::size_t offset) {
  char32_t value = 0;
  const std::size_t length = valid_length(text, offset, &value);
  return length == 0 ? CodePoint{kReplacement, 1} : CodePoint{value, length};
}

void append_code_point(std::string& text, char32_t value) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (value >> shift & 0x3F)); };
  if (value < 0x80) {
    text += static_cast<char>(value);
  } else if (value < 0x800) {
    text += static_cast<char>(0xC0 | value >> 6);
    tail(0);
  } else if (value < 0x10000) {
    text += static_cast<char>(0xE0 | value >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | value >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint point = code_point_at(text, offset);
    append_code_point(valid, point.value);
    offset += point.length;
  }
  return valid;
}

bool is_white_space(char32_t value) {
  if (value <= 0x20) return value == 0x20 || (value >= 0x09 && value <= 0x0D) || value >= 0x1C;
  if (value >= 0x2000 && value <= 0x200A) return true;
  constexpr std::array<char32_t, 8> kOthers = {0x85,   0xA0,   0x1680, 0x2028,
                                               0x2029, 0x202F, 0x205F, 0x3000};
  return std::ranges::find(kOthers, value) != kOthers.end();
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0, offset = 0;
  const auto end_word = [&] {
    if (offset > begin) words.push_back(text.substr(begin, offset - begin));
  };
  while (offset < text.size()) {
    const CodePoint point = code_point_at(text, offset);
    if (is_white_space(point.value)) {
      end_word();
      begin = offset + point.length;
    }
    offset += point.length;
  }
  end_word();
  return words;
}

std::string lower_case(std::string_view text) {
  std::string lower;
  lower.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint point = code_point_at(text, offset);
    const char32_t value = lower_of(point.value);
    if (value == point.value) {
      lower += text.substr(offset, point.length);
    } else {
      append_code_point(lower, value);
    }
    offset += point.length;
  }
  return lower;
}

}  // namespace actlab::datasets
