#include <actlab/core/formula/language/naming.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/primitives.h>

namespace actlab::formula {
namespace {

bool is_word(std::string_view name) {
  const auto fits = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); };
  return !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) &&
         std::ranges::all_of(name, fits);
}

bool belongs_to_language(std::string_view name) {
  constexpr std::array<std::string_view, 12> kWords = {
      "x", "pi", "min", "max", "where", "shared", "fixed", "nan", "NaN", "inf", "Inf", "infinity"};
  return std::ranges::find(kWords, name) != kWords.end() || find_primitive(name) != nullptr;
}

}  // namespace

void name_formula(const std::string& name, const std::string& formula, const std::string& source) {
  if (!is_word(name)) {
    throw UsageError(text("[formula] '", name,
                          "' cannot name a formula; use letters, digits and _, a letter first"));
  }
  if (belongs_to_language(name)) {
    throw UsageError(text("[formula] '", name, "' is a word of the formula language"));
  }
  parse(formula);
  const CatalogRow& row = add_row(name, formula, source);
  if (row.formula == formula && row.name == name) return;
  throw UsageError(
      text("[formula] '", name, "' is the name of ", row.formula, " already; choose another"));
}

}  // namespace actlab::formula
