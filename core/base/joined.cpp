#include <actlab/core/base/joined.h>

#include <algorithm>

#include <actlab/core/base/error.h>

namespace actlab {

std::string joined_first(std::span<const std::string> words, std::size_t most) {
  const std::string first = joined(words.first(std::min(most, words.size())), ", ");
  return words.size() > most ? text(first, " and ", words.size() - most, " more") : first;
}

std::string joined_with_and(std::span<const std::string> words) {
  if (words.size() < 2) return joined(words, "");
  return text(joined(words.first(words.size() - 1), ", "), " and ", words.back());
}

}  // namespace actlab
