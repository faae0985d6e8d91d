#include <actlab/datasets/text/text_line.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/datasets/text/utf8.h>

namespace actlab::datasets {

std::string_view text_line(std::string_view line, std::int64_t number, const std::string& source) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t zero = line.find('\0'), invalid = first_invalid_utf8(line);
  const std::size_t bad = std::min(zero, invalid);
  if (bad != std::string_view::npos) {
    throw Error(text(source, " line ", number, ", byte ", bad + 1,
                     zero < invalid ? ": a zero byte; take them out, for instance: tr -d '\\000'"
                                    : ": not UTF-8 text; convert it, for instance: iconv -f LATIN1 "
                                      "-t UTF-8"));
  }
  if (number == 1 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  return line;
}

}  // namespace actlab::datasets
