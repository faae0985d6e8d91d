#include <actlab/core/formula/language/naming.h>

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/formula/language/catalog.h>
#include "tests/core/formula/run_formula.h"
#include "tests/support/asks_for.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::formula;
using test::error_text;

TEST_CASE("naming: a formula has its name everywhere from then on") {
  name_formula("bump", "x * exp(-a * x^2) where a = 0.5");
  const FormulaPointer bump = compile("bump");
  CHECK(bump->name == "bump");
  CHECK(bump->text == "x * exp(-(a * x^2)) where a = 0.5");
  CHECK(test::value_at("2 * bump(x)", 1.0f) == doctest::Approx(2 * 0.60653066));
  CHECK(error_text([] { compile("bumb"); }).find("did you mean 'bump'?") != std::string::npos);
  name_formula("bump", "x * exp(-a * x^2) where a = 0.5");  // the same again
  CHECK(catalog().size() == 58);
}

TEST_CASE("naming: a name that is taken or no word is refused") {
  CHECK(error_text([] { name_formula("relu", "x"); }) ==
        "[formula] 'relu' is the name of max(x, 0) already; choose another");
  CHECK(error_text([] { name_formula("silu", "x"); }).find("already") != std::string::npos);
  CHECK(error_text([] { name_formula("exp", "x"); }) ==
        "[formula] 'exp' is a word of the formula language");
  CHECK(error_text([] { name_formula("2x", "2 * x"); }).find("cannot name") != std::string::npos);
  CHECK(error_text([] { name_formula("broken", "x +"); }).find("column") != std::string::npos);
  CHECK(find_row("broken") == nullptr);
}

TEST_CASE("naming: from many threads at once" * test::asks_for_threads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 50; ++i) {
        const std::string name = "threaded_" + std::to_string(t) + "_" + std::to_string(i);
        name_formula(name, "x + " + std::to_string(i));
        name_formula("threaded_shared_" + std::to_string(i), "x - " + std::to_string(i));
        CHECK(find_row(name)->name == name);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(test::value_at("threaded_3_49(x)", 1.0f) == 50.0f);
}

TEST_CASE("a formula without x is refused with the likely typo") {
  const auto refused = [](const char* formula) {
    return error_text([=] { refuse_constant(*compile(formula), false); });
  };
  const std::string rest =
      "; an activation that is constant passes no signal on; --allow-constant takes it all the "
      "same";
  CHECK(refused("X * sigmoid(X)") ==
        "[formula] 'X * sigmoid(X) where X = 1' has no x ('X' is a parameter: did you mean 'x'?)" +
            rest);
  CHECK(refused("sin(beta * y)").find("('y' is a parameter: did you mean 'x'?)") !=
        std::string::npos);
  CHECK(refused("0.5") == "[formula] '0.5' has no x" + rest);
  CHECK(refused("pi").find("has no x") != std::string::npos);
  for (const char* flat : {"x - x", "0 * x", "where(x > 0, 1, 1)", "max(x^2, 0) - x^2"}) {
    CAPTURE(flat);
    CHECK(refused(flat).find("gives the same value for every x") != std::string::npos);
  }
  refuse_constant(*compile("0.5"), true);
}

TEST_CASE("a formula of x passes, however little it shows of it") {
  for (const char* formula : {"beta * x where beta = 0", "sign(x)", "where(x > 1000, x, 0)",
                              "log(x)", "1e-30 * x", "X * x", "threshold"}) {
    CAPTURE(formula);
    CHECK(constant_fault(*compile(formula)) == "");
  }
  for (const CatalogRow& row : catalog()) CHECK(constant_fault(*compile(row.name)) == "");
}

TEST_CASE("what other languages write is answered with what to write here") {
  CHECK(error_text([] { compile("x ** 2"); }) ==
        "[formula] '**' at column 3; a power is written '^': x^2");
  CHECK(error_text([] { compile("swish where beta = 2"); }) ==
        "[formula] 'swish' at column 1 is a function: write swish(x) where beta = 2");
  CHECK(error_text([] { compile("2 * swish"); }) ==
        "[formula] 'swish' at column 5 is a function: write swish(...)");
}
