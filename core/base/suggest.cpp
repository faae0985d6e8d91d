#include <actlab/core/base/suggest.h>

#include <algorithm>
#include <utility>

namespace actlab {
namespace {

constexpr std::size_t kLongestName = 64;  // longer input is no typo of a name

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_letter(char a, char b) { return lower(a) == lower(b); }

}  // namespace

int edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the usual table: distances of a's prefix of i - 2, i - 1 and i letters to b's.
  std::vector<int> two_before(b.size() + 1), before(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) before[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replace = before[j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
      current[j] = std::min({replace, before[j] + 1, current[j - 1] + 1});
      const bool swapped =
          i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
      if (swapped) current[j] = std::min(current[j], two_before[j - 2] + 1);
    }
    std::swap(two_before, before);
    std::swap(before, current);
  }
  return before[b.size()];
}

std::string nearest_name(std::string_view typed, const std::vector<std::string>& candidates) {
  if (typed.empty() || typed.size() > kLongestName) return {};
  int limit = std::clamp(static_cast<int>(typed.size()) / 3, 1, 3);
  std::string nearest;
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(typed, candidate);
    if (distance <= limit && distance < static_cast<int>(candidate.size())) {
      nearest = candidate;
      limit = distance - 1;
    }
  }
  return nearest;
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_name(typed, candidates);
  return nearest.empty() ? std::string() : "; did you mean '" + nearest + "'?";
}

}  // namespace actlab
