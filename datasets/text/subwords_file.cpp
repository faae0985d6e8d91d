#include <array>
#include <fstream>
#include <optional>
#include <sstream>

#include <actlab/core/base/error.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/datasets/text/subwords.h>
#include <actlab/datasets/text/utf8.h>

namespace actlab::datasets {
namespace {

constexpr std::string_view kTitle = "actlab subwords 1: token, the two that it joins, its text";
constexpr char32_t kBlank = 0x2581;

bool readable(std::string_view bytes, CodePoint point) {
  if (first_invalid_utf8(bytes) != std::string_view::npos) return false;
  const bool control = point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0);
  return !control && !is_white_space(point.value) && point.value != kBlank && point.value != U'\\';
}

std::string readable_text(std::string_view piece) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string shown;
  for (std::size_t offset = 0; offset < piece.size();) {
    const CodePoint point = code_point_at(piece, offset);
    const std::string_view bytes = piece.substr(offset, point.length);
    offset += point.length;
    if (point.value == U' ') {
      append_code_point(shown, kBlank);
    } else if (readable(bytes, point)) {
      shown += bytes;
    } else {
      for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        shown += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
      }
    }
  }
  return shown;
}

}  // namespace

void Subwords::save(const std::string& path) const {
  AtomicFile file(path);
  file.write(text(kTitle, '\n'));
  for (std::size_t i = 0; i < joins_.size(); ++i) {
    const auto token = kFirstJoined + static_cast<std::int32_t>(i);
    file.write(text(token, ' ', joins_[i].left, ' ', joins_[i].right, ' ',
                    readable_text(piece(token)), '\n'));
  }
  file.commit();
}

Subwords Subwords::load(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    throw Error(text("[subwords] cannot read the vocabulary ", path,
                     ": it is empty, no file, or not readable"));
  }
  if (line != kTitle) {
    throw Error(text("[subwords] ", path, " is no vocabulary: line 1 must be \"", kTitle, "\""));
  }
  Subwords subwords;
  for (std::int64_t number = 2; std::getline(file, line); ++number) {
    const std::int32_t next = subwords.size();
    std::int32_t token = 0, left = 0, right = 0;
    std::string shown;
    std::istringstream cells(line);
    const bool whole = static_cast<bool>(cells >> token >> left >> right >> shown);
    const auto known = [&](std::int32_t part) { return part >= kFirstByte && part < next; };
    if (!whole || token != next || !known(left) || !known(right) || next == kLargestVocabulary) {
      throw Error(text("[subwords] ", path, " line ", number, ": needs ", next,
                       ", two tokens from ", kFirstByte, " to ", next - 1,
                       " and their text, got \"", line.substr(0, 60), "\""));
    }
    subwords.join({left, right});
    if (readable_text(subwords.pieces_.back()) == shown) continue;
    throw Error(text("[subwords] ", path, " line ", number, ": tokens ", left, " and ", right,
                     " join to \"", readable_text(subwords.pieces_.back()), "\", not to \"", shown,
                     "\"; the file was changed or cut"));
  }
  return subwords;
}

}  // namespace actlab::datasets
