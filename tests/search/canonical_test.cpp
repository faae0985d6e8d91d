#include "search/canonical.h"

#include <doctest/doctest.h>

#include <set>
#include <unordered_map>

#include "core/formula/catalog.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::search;
using actlab::test::contains;

namespace {

std::string hash(std::string_view formula) { return function_hash(*formula::compile(formula)); }

formula::Expression at_beta_one(const formula::Expression& expression) {
  std::unordered_map<std::string, formula::Expression> ones;
  for (const formula::Parameter& p : formula::parameters_of(expression)) {
    ones.emplace(p.name, formula::constant(1.0));
  }
  return formula::substitute(expression, formula::x(), ones);
}

}  // namespace

TEST_CASE("canonical: 4450 of 6250 one-unit strings differ beyond commutativity") {
  const Space space;
  std::set<Candidate> forms;
  for (std::int64_t n = 0; n < space.count(); ++n) {
    const Candidate form = canonical(space, space.at(n));
    REQUIRE(canonical(space, form) == form);
    forms.insert(form);
  }
  CHECK(forms.size() == 4450);
}

TEST_CASE("canonical: distinct functions of the one-unit space") {
  const Space space;
  std::set<std::string> distinct;
  std::set<std::string> distinct_at_one;
  std::set<std::string> worth_training;
  for (std::int64_t n = 0; n < space.count(); ++n) {
    const Candidate candidate = space.at(n);
    if (canonical(space, candidate) != candidate) continue;
    const formula::Expression expression = space.expression(candidate);
    const formula::FormulaPointer compiled = formula::compile(expression);
    const auto [name, is_new] = distinct.insert(function_hash(*compiled));
    if (is_new && screen(*compiled).accepted) worth_training.insert(*name);
    distinct_at_one.insert(function_hash(*formula::compile(at_beta_one(expression))));
  }
  CHECK(distinct.size() == 3997);  // by the definition in search/canonical.h
  CHECK(worth_training.size() == 3654);
  CHECK(distinct_at_one.size() == 3084);  // with the constant 1 for each beta
}

TEST_CASE("canonical: deeper candidates keep their function") {
  Random random(3, Purpose::test);
  for (const Wiring wiring : {Wiring::chain, Wiring::any}) {
    SpaceOptions options;
    options.units = 3;
    options.wiring = wiring;
    const Space space(options);
    int changed = 0;
    for (int i = 0; i < 300; ++i) {
      const Candidate candidate = space.sample(random);
      const Candidate form = canonical(space, candidate);
      changed += form != candidate ? 1 : 0;
      CAPTURE(space.structure(candidate));
      CAPTURE(space.structure(form));
      REQUIRE(function_hash(*formula::compile(space.expression(candidate))) ==
              function_hash(*formula::compile(space.expression(form))));
    }
    CHECK(changed > 50);
  }
}

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
  for (const formula::CatalogRow& row : formula::catalog()) {
    const auto [entry, is_new] = names.emplace(hash(row.name), row.name);
    const bool known = row.name == "celu" && entry->second == "elu";  // the same while alpha is 1
    CHECK_MESSAGE((is_new || known), row.name, " has the hash of ", entry->second);
  }
}

TEST_CASE("screen: what has no finite value or slope is refused before training") {
  CHECK(contains(screen("sqrt(x)").reason, "its value is NaN at x = "));
  CHECK(contains(screen("1 / (x - x)").reason, "its value is infinite at x = "));
  CHECK(contains(screen("1e20 * sin(1e20 * x)").reason, "its derivative is infinite at x = "));
  CHECK(!screen("sqrt(x)").accepted);
  CHECK(!screen("sqrt(x)").constant);
}

TEST_CASE("screen: constants are refused and nearly flat functions flagged") {
  for (const std::string_view formula : {"x - x", "(beta)", "x / (x + 1e-7)", "1e-9 * x"}) {
    CAPTURE(formula);
    CHECK(!screen(formula).accepted);
    CHECK(screen(formula).constant);
    CHECK(contains(screen(formula).reason, "it is constant: about "));
  }
  CHECK(screen("sin(30 * x)").hopeless);
  CHECK(screen("where(x > 0, 1, 0)").hopeless);  // no gradient at all
}

TEST_CASE("screen: every activation of the catalog is accepted") {
  for (const formula::CatalogRow& row : formula::catalog()) {
    CAPTURE(row.name);
    CHECK(screen(row.name).reason == "");
    CHECK(!screen(row.name).hopeless);
  }
  CHECK(screen("relu").gradient_factor == doctest::Approx(1.467).epsilon(0.03));
}

TEST_CASE("screen: a formula that would cost too much is refused with a sentence") {
  std::string sum = "x";
  for (int i = 0; i < 40; ++i) sum += text(" + sin(", i, " * a", i, " * x)");
  CHECK(screen(sum).reason == "costs too much: 40 trainable parameters, at most 32 are allowed");
  std::string deep = "x";
  for (int i = 0; i < 60; ++i) deep = "tanh(x + " + deep + ")";
  CHECK(screen(deep).accepted);
  std::string long_one = "sin(x)";
  for (int i = 0; i < 100; ++i) long_one = text("sin(", long_one, ") * cos(", i, " * x)");
  CAPTURE(screen(long_one).reason);
  CHECK(contains(screen(long_one).reason, "instructions with all gradients"));
  CHECK(contains(screen(std::string(5000, '(')).reason, "[formula]"));
}
