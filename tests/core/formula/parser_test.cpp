#include <actlab/core/formula/language/parser.h>

#include <doctest/doctest.h>

#include <string>

#include <actlab/core/formula/calculus/simplify.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/formula/language/printer.h>
#include <actlab/core/formula/language/reference.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::formula;

namespace {

std::string error(const std::string& formula) {
  return test::usage_error_text([&] { compile(formula); });
}

std::string understood(const std::string& formula) { return compile(formula)->text; }

std::string repeated(const std::string& part, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += part;
  return result;
}

}  // namespace

TEST_CASE("an unknown function is named with its column and the nearest name") {
  CHECK(error("x * sigmod(x)") ==
        "[formula] unknown function 'sigmod' at column 5; did you mean 'sigmoid'?");
  CHECK(error("gleu(x)") == "[formula] unknown function 'gleu' at column 1; did you mean 'gelu'?");
  CHECK(error("1 + quixotic(x)") == "[formula] unknown function 'quixotic' at column 5");
}

TEST_CASE("an unknown name alone is an unknown activation") {
  CHECK(error("reluu") == "[formula] unknown activation 'reluu'; did you mean 'relu'?");
  CHECK(error("ReLU") == "[formula] unknown activation 'ReLU'; did you mean 'relu'?");
  CHECK(error("zzzzzz") ==
        "[formula] unknown activation 'zzzzzz'; give a catalog name or a formula of x");
  CHECK(error("  ") == "[formula] the formula is empty; give a catalog name or a formula of x");
}

TEST_CASE("a syntax error says what was expected and where") {
  CHECK(error("x *") == "[formula] expected a number, a name or '(' at column 4, got the end");
  CHECK(error("(x + 1") == "[formula] expected ')' at column 7, got the end");
  CHECK(error("2 x") == "[formula] expected an operator or the end at column 3, got 'x'");
  CHECK(error("x $ 2") == "[formula] expected an operator or the end at column 3, got '$'");
  CHECK(error("x \xc2\xb7 2") ==
        "[formula] expected an operator or the end at column 3, got the byte 194");
  CHECK(error("max(x)") ==
        "[formula] expected ',' and the second value of max at column 6, got ')'");
  CHECK(error("tanh(x, 2)") ==
        "[formula] expected ')' after the one value of tanh at column 7, got ','");
  CHECK(error("x^1.5") ==
        "[formula] expected a whole number up to 64 after '^' at column 3, got '1'");
  CHECK(error("x^x") ==
        "[formula] expected a whole number up to 64 after '^' at column 3, got 'x'");
  CHECK(error("x^2^3") ==
        "[formula] expected brackets around the first of two powers at column 4, got '^'");
  CHECK(error("x < 2") == "[formula] expected an operator or the end at column 3, got '<'");
}

TEST_CASE("the function where wants a comparison and two values") {
  CHECK(error("where(x, 1, 2)") ==
        "[formula] expected a comparison (<, <=, >, >=, == or !=) at column 8, got ','");
  CHECK(error("where(x > 0, 1)") ==
        "[formula] expected ',' and the third value of where at column 15, got ')'");
  CHECK(error("x * where + 1") ==
        "[formula] 'where' at column 5 needs '(' here: where(condition, a, b)");
}

TEST_CASE("numbers must be finite in float32") {
  CHECK(error("1e99 * x") ==
        "[formula] the number 1e99 at column 1 is outside the range of float32");
  CHECK(error("x + 1e-60") ==
        "[formula] the number 1e-60 at column 5 is outside the range of float32");
  CHECK(error("x * nan") == "[formula] 'nan' at column 5 is not a number that a formula may hold");
  CHECK(error("inf + x") == "[formula] 'inf' at column 1 is not a number that a formula may hold");
  CHECK(error("x * b where b = 1e40") ==
        "[formula] the number 1e40 at column 17 is outside the range of float32");
}

TEST_CASE("mistakes in declarations are explained") {
  CHECK(error("x * sigmoid(bta * x) where beta = 1") ==
        "[formula] the formula does not use 'beta', declared at column 28; did you mean 'bta'?");
  CHECK(error("b * x where b = 1, b = 2") == "[formula] 'b' is declared twice, again at column 20");
  CHECK(error("b * x where b") == "[formula] expected '=' after 'b' at column 14, got the end");
  CHECK(error("b * x where") ==
        "[formula] expected the name of a parameter at column 12, got the end");
  CHECK(error("b * x where b = 1 frozen") ==
        "[formula] expected an operator or the end at column 19, got 'frozen'");
  CHECK(error("x * sigmoid") ==
        "[formula] 'sigmoid' at column 5 is a function: write sigmoid(...)");
  CHECK(error("prelu(x) + snake(x)") ==
        "[formula] two functions start parameter 'a' differently; declare it: ... where a = 1");
}

TEST_CASE("parameters are declared with a start and a sharing") {
  const FormulaPointer f =
      compile("a * x + b * max(x, 0) - c * d where a = 0.25 shared, b = -2, c = 3 fixed");
  REQUIRE(f->parameters.size() == 3);
  CHECK(f->parameters[0] == Parameter{"a", 0.25f, Sharing::shared});
  CHECK(f->parameters[1] == Parameter{"b", -2.0f, Sharing::per_channel});
  CHECK(f->parameters[2] == Parameter{"d", 1.0f, Sharing::per_channel});
  CHECK(compile("celu")->parameters.empty());
}

TEST_CASE("calls of catalog rows bring their parameters") {
  CHECK(understood("prelu(2 * x)") == "where(2 * x >= 0, 2 * x, a * (2 * x)) where a = 0.25");
  CHECK(understood("prelu(x) where a = 0.5") == "where(x >= 0, x, a * x) where a = 0.5");
  CHECK(understood("silu(x)") == "x * sigmoid(x)");
  CHECK(understood("phish") == "x * tanh(x * normal_cdf(x))");
}

TEST_CASE("operators bind as in mathematics") {
  CHECK(understood("-x^2") == "-x^2");
  CHECK(understood("(-x)^2") == "x^2");
  CHECK(understood("x - (x - 1)") == "x - (x - 1)");
  CHECK(understood("(x - x) - 1") == "x - x - 1");
  CHECK(understood("x / (x * 2)") == "x / (x * 2)");
  CHECK(understood("2*-x") == "-2 * x");
  CHECK(understood("x^-2 + 0 * 3") == "x^-2");
  CHECK(understood("2 * pi * x") == "6.283185307179586 * x");
  CHECK(understood("where(0 < x, x, 0)") == "where(x > 0, x, 0)");
  CHECK(understood("Phi(x)") == "normal_cdf(x)");
}

TEST_CASE("the text of every catalog row parses back to itself") {
  for (const CatalogRow& row : catalog()) {
    const std::string text = understood(std::string(row.name));
    CHECK(understood(text) == text);
    const FormulaPointer formula = compile(row.name);
    const std::string derivative = to_text(formula->derivative);
    CHECK(to_text(simplify(parse(derivative))) == derivative);
  }
}

TEST_CASE("endless nesting is refused") {
  for (const char* part : {"(", "-", "exp(", "x^", "where(", "max(x,", "swish1("}) {
    const std::string message = error(repeated(part, 100000));
    CHECK(test::contains(message, "a formula may have 4096 characters, this one has "));
    CHECK(error(repeated(part, 500)) != "(no usage error was thrown)");
  }
  CHECK(error(repeated("-", 300) + "x") == "[formula] nested deeper than 256 levels at column 257");
  CHECK(error(repeated("x + ", 300) + "x") == "[formula] nested deeper than 256 levels");
  CHECK(test::contains(error(repeated("swish1(", 20) + "x" + repeated(")", 20)),
                       "a formula may have 1024 operations"));
}
