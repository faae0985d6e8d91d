#include <actlab/search/canonical.h>

#include <doctest/doctest.h>

#include <set>
#include <unordered_map>

#include <actlab/core/formula/language/catalog.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::search;
using actlab::test::contains;

namespace {

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
  CHECK(distinct.size() == 3997);  // by the definition in core/formula/analysis/function_hash.h
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
