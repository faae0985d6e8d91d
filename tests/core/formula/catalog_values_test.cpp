// Every row of the catalog in float32 against a table that mpmath computed with 400 digits from the
// formulas of the literature (catalog_values.py beside this file), |x| from 1e-30 to 1e4.
#include <actlab/core/formula/language/catalog.h>

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include "tests/core/formula/run_formula.h"

using namespace actlab;
using namespace actlab::formula;

namespace {

using Table = std::map<std::string, std::vector<double>>;

const Table& table() {
  static const Table read = [] {
    Table lines;
    std::ifstream file(ACTLAB_CATALOG_VALUES);
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string name;
      words >> name;
      for (double value = 0.0; words >> value;) lines[name].push_back(value);
    }
    return lines;
  }();
  return read;
}

// In ULP, where a relative error of x itself, and of what stands for it inside, counts one each:
// |error| <= ulp 2^-24 (|f| + |x f'|). Of pau's terms, whose coefficients are its parameters, much
// cancels by nature, and of snake's slope 1 + sin(2 x) where it touches zero.
double allowed_ulp(const std::string& row) {
  return row == "pau" ? 300.0 : row == "snake" ? 32.0 : 12.0;
}

double error_in_ulp(float got, double exact, double x, double slope) {
  constexpr double kSmall = 0x1p-118;  // below it float32 runs out of digits
  const double scale = std::fmax(std::fabs(exact) + std::fabs(x * slope), kSmall);
  return std::fabs(got - exact) / (scale * 0x1p-24);
}

}  // namespace

TEST_CASE("catalog: every row has its table") {
  for (const CatalogRow& row : catalog()) {
    const std::string name(row.name);
    for (const std::string& line : {name, name + "'", name + "''"}) {
      CAPTURE(line);
      REQUIRE(table().contains(line));
      CHECK(table().at(line).size() == table().at("x").size());
    }
  }
}

TEST_CASE("catalog: value and derivative keep the digits of float32 from 1e-30 to 1e4") {
  const std::vector<double>& x = table().at("x");
  const std::vector<float> inputs(x.begin(), x.end());
  for (const CatalogRow& row : catalog()) {
    const std::string name(row.name);
    const std::vector<double>& value = table().at(name);
    const std::vector<double>& slope = table().at(name + "'");
    const std::vector<double>& bend = table().at(name + "''");
    const test::Computed got = test::run(*compile(name), inputs);
    for (std::size_t i = 0; i < x.size(); ++i) {
      INFO(name, " at ", x[i], ": ", got.value[i], " for ", value[i], ", slope ", got.derivative[i],
           " for ", slope[i]);
      CHECK(error_in_ulp(got.value[i], value[i], x[i], slope[i]) <= allowed_ulp(name));
      CHECK(error_in_ulp(got.derivative[i], slope[i], x[i], bend[i]) <= allowed_ulp(name));
    }
  }
}
