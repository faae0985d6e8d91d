// The catalog: activation functions from the literature, one row each, by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actlab::formula {

struct CatalogRow {
  std::string_view name;
  std::string_view formula;  // in the language of core/formula/language/parser.h
  std::string_view source;   // authors and year, with the arXiv number where there is one
  std::string_view alias{};  // a second name
};

const std::vector<CatalogRow>& catalog();

// By name or alias; null where there is none.
const CatalogRow* find_row(std::string_view name);

// All names and aliases.
std::vector<std::string> catalog_names();

}  // namespace actlab::formula
