#include <actlab/search/space.h>

#include <doctest/doctest.h>

#include <set>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::search;
using actlab::test::contains;
using actlab::test::error_text;

namespace {

Space space_of(int units, Wiring wiring) {
  SpaceOptions options;
  options.units = units;
  options.wiring = wiring;
  return Space(options);
}

}  // namespace

TEST_CASE("space: sizes are those of the paper") {
  CHECK(space_of(1, Wiring::any).count() == 6250);
  CHECK(space_of(1, Wiring::chain).count() == 6250);
  CHECK(space_of(2, Wiring::chain).count() == 39062500);
  CHECK(space_of(2, Wiring::any).count() == 156250000);
  CHECK(space_of(3, Wiring::chain).count() == 244140625000);
  CHECK(space_of(3, Wiring::any).count() == 8789062500000);
  CHECK(contains(error_text([] { space_of(5, Wiring::any); }), "more than 9.2e18 candidates"));
  CHECK(contains(error_text([] { space_of(9, Wiring::any); }), "must be from 1 to 8, got 9"));
}

TEST_CASE("space: numbers and candidates are each other's inverse") {
  const Space one = space_of(1, Wiring::any);
  std::set<Candidate> met;
  for (std::int64_t n = 0; n < one.count(); ++n) {
    REQUIRE(one.number_of(one.at(n)) == n);
    met.insert(one.at(n));
  }
  CHECK(std::ssize(met) == one.count());
  Random random(1, Purpose::test);
  const Space deep = space_of(3, Wiring::any);
  for (int i = 0; i < 1000; ++i) {
    const Candidate candidate = deep.sample(random);
    REQUIRE(deep.at(deep.number_of(candidate)) == candidate);
  }
  CHECK(deep.at(deep.count() - 1) == Candidate{24, 24, 9, 1, 24, 1, 24, 9, 2, 24, 2, 24, 9});
  CHECK(contains(error_text([&] { one.at(6250); }), "candidate 6250 is not from 0 to 6249"));
  CHECK(contains(error_text([&] {
                   one.number_of({0, 25, 0});
                 }),
                 "token 25 for unit 1 unary 2 is not from 0 to 24"));
  CHECK(contains(error_text([&] { one.number_of({0, 0}); }), "has 3 tokens, got 2"));
}

TEST_CASE("space: every one-unit string parses back to itself") {
  const Space space;
  int shared_texts = 0;
  for (std::int64_t n = 0; n < space.count(); ++n) {
    const Candidate candidate = space.at(n);
    CAPTURE(space.structure(candidate));
    REQUIRE(space.parse_structure(space.structure(candidate)) == candidate);
    const std::string formula = space.formula(candidate);
    const Candidate parsed = space.parse(formula);
    REQUIRE(space.formula(parsed) == formula);
    if (parsed == candidate) continue;
    // sigmoid(x) * u(x) is the one text of two strings
    REQUIRE(space.structure(candidate).starts_with("gate(x, "));
    REQUIRE(space.structure(parsed).starts_with("multiply(sigmoid(x), "));
    ++shared_texts;
  }
  CHECK(shared_texts == 25);
}

TEST_CASE("space: deeper strings parse back from structure and from formula") {
  Random random(2, Purpose::test);
  for (const Wiring wiring : {Wiring::chain, Wiring::any}) {
    for (int units = 2; units <= 4; ++units) {
      const Space space = space_of(units, wiring);
      for (int i = 0; i < 300; ++i) {
        const Candidate candidate = space.sample(random);
        CAPTURE(space.structure(candidate));
        REQUIRE(space.parse_structure(space.structure(candidate)) == candidate);
        const std::string formula = space.formula(candidate);
        REQUIRE(space.formula(space.parse(formula)) == formula);
      }
    }
  }
}

TEST_CASE("space: each place of beta is a parameter of its own") {
  const Space space;
  CHECK(space.formula(space.parse_structure("mean(scale(x), shift(x))")) ==
        "beta1 * (beta2 * x) + (1 - beta1) * (x + beta3) where beta1 = 0.5, beta2 = 1, beta3 = 1");
  CHECK(space.formula(space.parse_structure("divide(x, log(x))")) ==
        "x / (log(abs(x) + 1e-07) + 1e-07)");
  const Space two = space_of(2, Wiring::any);
  // the output of a unit is one value, however often it is used
  CHECK(two.formula(two.parse_structure("u1 = multiply(x, beta); u2 = add(sin(u1), u1)")) ==
        "sin(x * beta1) + x * beta1 where beta1 = 1");
  CHECK(two.formula(two.parse_structure("u1 = add(x, x); u2 = min(x, beta(u1))")) ==
        "min(x, beta1) where beta1 = 1");
}

TEST_CASE("space: a chain feeds each unit into the next beside x") {
  const Space chain = space_of(2, Wiring::chain);
  CHECK(chain.formula(chain.parse_structure("u1 = multiply(atan(x), atan(x)); "
                                            "u2 = subtract(u1, x)")) == "atan(x) * atan(x) - x");
  CHECK(chain.structure(chain.parse("max(x * sigmoid(x), x)")) ==
        "u1 = multiply(x, sigmoid(x)); u2 = max(u1, x)");
  // swish needs x beside the earlier output in the other order
  const std::string swish = "x * sigmoid(b * x)";
  CHECK(contains(error_text([&] { chain.parse(swish); }), "is not a formula of this space"));
  const Space any = space_of(2, Wiring::any);
  CHECK(any.structure(any.parse(swish)) == "u1 = multiply(beta, x); u2 = multiply(x, sigmoid(u1))");
}

TEST_CASE("space: a formula or structure that is not in it is refused with a sentence") {
  const Space space;
  CHECK(contains(error_text([&] { space.parse("x^4"); }),
                 "[space] 'x^4' is not a formula of this space (1 unit, 25 unary and 10 binary"));
  CHECK(contains(error_text([&] { space.parse("x +"); }), "[formula]"));
  CHECK(contains(error_text([&] { space.parse_structure("add(x, tahn(x))"); }),
                 "no unary function 'tahn'; did you mean 'tanh'?"));
  CHECK(contains(error_text([&] { space.parse_structure("add(x; x)"); }),
                 "expected ',' at column 6"));
  CHECK(contains(error_text([&] { space.parse_structure("add(x, sin(u1))"); }),
                 "expected x inside sin at column 14"));
  CHECK(contains(error_text([&] {
                   space.parse_structure(
                       "add(x, x) "
                       "max(x, x)");
                 }),
                 "expected the end"));
}

TEST_CASE("space: a subset goes through JSON and back") {
  SpaceOptions options;
  options.unary = {"identity", "sin", "max0"};
  options.binary = {"subtract"};
  options.units = 2;
  const Space space(options);
  CHECK(space.count() == 3 * 3 * 2 * 3 * 2 * 3);  // one binary function takes no position
  CHECK(space.positions().size() == 6);
  CHECK(space.positions()[2].name() == "unit 2 input 1");
  CHECK(space.positions()[2].choices == std::vector<std::string>{"x", "u1"});
  CHECK(space.to_json() == R"({"units":2,"wiring":"any","unary":["identity","sin","max0"],)"
                           R"("binary":["subtract"]})");
  const Space back = Space::from_json(space.to_json(), "study 'a'");
  CHECK(back.to_json() == space.to_json());
  CHECK(back.formula(back.at(17)) == space.formula(space.at(17)));
  CHECK(Space::from_json("{}", "test").count() == 6250);
}

TEST_CASE("space: a configuration that names no space is refused with a sentence") {
  const auto refusal = [](std::string_view json) {
    return test::usage_error_text([&] { Space::from_json(json, "study 'a'"); });
  };
  CHECK(refusal(R"({"unary": ["sigmod"]})") ==
        "[space] unknown unary function 'sigmod'; did you mean 'sigmoid'?");
  CHECK(
      contains(refusal(R"({"binary": ["pow"]})"), "unknown binary function 'pow'; known are add"));
  CHECK(contains(refusal(R"({"unary": ["sin", "sin"]})"), "'sin' is named twice"));
  CHECK(contains(refusal(R"({"unit": 2})"), "unknown key 'unit'; did you mean 'units'?"));
  CHECK(contains(refusal(R"({"units": 2.5})"), "study 'a': 'units' must be a whole number"));
  CHECK(contains(refusal(R"({"wiring": "chian"})"), "did you mean 'chain'?"));
  CHECK(contains(refusal(R"({"unary": 3})"), "'unary' must be a list of names"));
  CHECK(contains(refusal("[1]"), "a space must be a JSON object"));
  CHECK(contains(refusal("{"), "study 'a'"));
}
