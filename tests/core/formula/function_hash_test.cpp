#include <actlab/core/formula/analysis/function_hash.h>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <unordered_map>

#include <actlab/core/formula/language/catalog.h>

using namespace actlab;
using namespace actlab::formula;

namespace {

std::string hash(std::string_view formula) { return function_hash(*compile(formula)); }

}  // namespace

TEST_CASE("function_hash: one function has one hash however it is written") {
  CHECK(hash("relu(x)") == hash("max(x, 0)"));
  CHECK(hash("relu") == hash("x * where(x > 0, 1, 0)"));
  CHECK(hash("swish") == hash("sigmoid(a * x) * x"));
  CHECK(hash("exp(x)") == hash("sinh(x) + cosh(x)"));
  CHECK(hash("x * tanh(log(1 + exp(x)))") == hash("mish"));
  CHECK(hash("a * x + b * x^2 where a = 1, b = 2") == hash("b * x^2 + a * x where a = 1, b = 2"));
  CHECK(hash("x * (1 + 0 * a)") == hash("x"));
}

TEST_CASE("function_hash: what trains differently has another hash") {
  CHECK(hash("x") != hash("beta * x"));  // equal at the start only
  CHECK(hash("beta * x") != hash("beta * x where beta = 0.5"));
  CHECK(hash("beta * x") != hash("beta * x where beta = 1 shared"));
  CHECK(hash("beta * x where beta = 1 fixed") == hash("x"));
  CHECK(hash("a * x - b * x") != hash("x - x"));
  CHECK(hash("(x + a) - b") != hash("x"));
  CHECK(hash("max(x, 0)") != hash("max(x, 0) + 0.00001"));
}

TEST_CASE("function_hash: catalog rows collide only where they are one function") {
  std::unordered_map<std::string, std::string> names;
  for (const CatalogRow& row : catalog()) {
    const auto [entry, is_new] = names.emplace(hash(row.name), row.name);
    const std::string& other = entry->second;
    const bool known = row.name == "celu" && other == "elu";  // the same while alpha is 1
    CHECK_MESSAGE((is_new || known), row.name, " has the hash of ", other);
  }
}
