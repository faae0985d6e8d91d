#include <actlab/datasets/text/runs.h>

#include <actlab/datasets/text/utf8.h>

namespace actlab::datasets {
namespace {

enum class Kind { letter, digit, sign };

Kind kind_of(char32_t value) {
  if (value >= U'0' && value <= U'9') return Kind::digit;
  if (value < 0x80) {
    const char32_t lower = value | 0x20;
    return lower >= U'a' && lower <= U'z' ? Kind::letter : Kind::sign;
  }
  const bool latin_sign = value < 0xC0 && value != 0xAA && value != 0xB5 && value != 0xBA;
  const bool punctuation = value >= 0x2000 && value < 0x2C00;  // quotes, dashes, arrows, symbols
  const bool wide_sign = value >= 0x3000 && value < 0x3040;
  return latin_sign || punctuation || wide_sign ? Kind::sign : Kind::letter;
}

void append_runs(std::string_view word, std::vector<std::string>& runs) {
  std::string run = " ";
  std::size_t count = 0;
  Kind last = Kind::letter;
  for (std::size_t offset = 0; offset < word.size();) {
    const CodePoint point = code_point_at(word, offset);
    const Kind kind = kind_of(point.value);
    if (count > 0 && (kind != last || count == kLongestRun)) {
      runs.push_back(std::move(run));
      run.clear();
      count = 0;
    }
    run += word.substr(offset, point.length);
    last = kind;
    ++count;
    offset += point.length;
  }
  runs.push_back(std::move(run));
}

}  // namespace

std::vector<std::string> runs_of(std::string_view line) {
  std::vector<std::string> runs;
  for (const std::string_view word : words_of(line)) append_runs(word, runs);
  return runs;
}

}  // namespace actlab::datasets
