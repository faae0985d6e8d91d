// Lists in one line: "sgd, adam, lamb".
//
//   joined(names, ", ")                                  "a, b, c"
//   joined(rows, ", ", &Row::name)                       of each row its name
//   joined_nonempty({"", "diverged", "at step 3"}, "; ") "diverged; at step 3"
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace actlab {

// What text(...) shows of each element, or of projection(element), with the separator between two.
template <class Range, class Projection = std::identity>
std::string joined(const Range& range, std::string_view separator, Projection projection = {}) {
  std::ostringstream stream;
  std::string_view before;
  for (const auto& element : range) {
    stream << before << std::invoke(projection, element);
    before = separator;
  }
  return stream.str();
}

// The same of what is not "": for parts that may be missing, and for elements that are passed over.
// Each is a std::string.
template <class Range = std::vector<std::string>, class Projection = std::identity>
std::string joined_nonempty(const Range& range, std::string_view separator,
                            Projection projection = {}) {
  std::string result;
  for (const auto& element : range) {
    const std::string& part = std::invoke(projection, element);
    if (!part.empty()) (result += result.empty() ? "" : separator) += part;
  }
  return result;
}

// "a, b and 3 more": the first `most` by name.
std::string joined_first(std::span<const std::string> words, std::size_t most);

// "a, b and c".
std::string joined_with_and(std::span<const std::string> words);

}  // namespace actlab
