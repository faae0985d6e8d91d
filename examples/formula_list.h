// Activations between commas on a command line, where formulas have commas of their own.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/error.h>

namespace actlab {

// Does it begin like " b = 0"?
inline bool declares_a_value(std::string_view text) {
  const auto end = std::ranges::find_if(
      text, [](unsigned char c) { return std::isalnum(c) == 0 && c != '_' && c != ' '; });
  const std::string_view begin(text.begin(), end);
  return end != text.end() && *end == '=' && begin.find(" where ") == begin.npos;
}

// "relu,max(x, x^2),a * x + b where a = 1, b = 0" is three: commas inside brackets, and those
// between the starting values behind "where", belong to a formula.
inline std::vector<std::string> formulas_of(const std::string& list) {
  if (list.empty()) return {};
  std::vector<std::string> formulas(1);
  int depth = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '(') ++depth;
    if (list[i] == ')') --depth;
    if (list[i] == ',' && depth <= 0 && !declares_a_value(std::string_view(list).substr(i + 1))) {
      formulas.emplace_back();
    } else {
      formulas.back() += list[i];
    }
  }
  for (std::string& formula : formulas) {  // "relu, swish" is the two that "relu,swish" is
    formula.erase(0, formula.find_first_not_of(' '));
    formula.erase(formula.find_last_not_of(' ') + 1);
  }
  return formulas;
}

// Throws UsageError where one stands there twice, since its results would, too. `what` is as in
// "[stability] --activations".
inline void require_different(const std::string& what, const std::vector<std::string>& list) {
  for (auto item = list.begin(); item != list.end(); ++item) {
    if (std::find(list.begin(), item, *item) == item) continue;
    throw UsageError(text(what, " has ", *item, " twice; name each once"));
  }
}

}  // namespace actlab
