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

// By name or alias, those of add_row() included; null where there is none.
const CatalogRow* find_row(std::string_view name);

// All names and aliases, those of add_row() included.
std::vector<std::string> catalog_names();

// A row of this program's own, for good; use name_formula() (core/formula/language/naming.h), which
// checks it. Where the name is taken, the row that has it. From any thread.
const CatalogRow& add_row(const std::string& name, const std::string& formula,
                          const std::string& source);

}  // namespace actlab::formula
