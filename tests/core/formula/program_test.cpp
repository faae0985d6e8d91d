// The interpreter's contract: NaN, ties, odd lengths, aliasing, and results that are inputs.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <string>
#include <vector>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/kernels/program/formula_specification.h>
#include "tests/core/formula/one_instruction.h"
#include "tests/core/formula/run_formula.h"
#include "tests/support/asks_for.h"

using namespace actlab;
using namespace actlab::formula;

namespace {

std::vector<float> ramp(std::size_t n) {
  std::vector<float> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = 0.37f * static_cast<float>(i % 29) - 4.0f;
  return x;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::bit_cast<std::uint32_t>(a[i]) != std::bit_cast<std::uint32_t>(b[i])) return false;
  }
  return a.size() == b.size();
}

}  // namespace

TEST_CASE("NaN in gives NaN out of every catalog row") {
  for (const CatalogRow& row : catalog()) {
    CAPTURE(row.name);
    CHECK(std::isnan(test::value_at(row.name, NAN)));
  }
  CHECK(std::isnan(test::derivative_at("relu", NAN)));
  CHECK(std::isnan(test::value_at("max(x, x + 1)", NAN)));
  CHECK(std::isnan(test::value_at("min(0, x)", NAN)));
  CHECK(std::isnan(test::value_at("where(x > 0, 1, 2)", NAN)));
}

TEST_CASE("comparisons and extrema keep NaN on every instruction set") {
  using kernels::Opcode;
  const std::vector<float> a{1.0f, NAN, 2.0f, -0.0f, NAN};
  const std::vector<float> b{NAN, 1.0f, 2.0f, 0.0f, NAN};
  for (const kernels::Isa isa : kernels::available_isas()) {
    for (const Opcode opcode : {Opcode::maximum, Opcode::minimum, Opcode::less, Opcode::equal}) {
      const std::vector<float> got = test::run_opcode(isa, opcode, {a, b});
      CHECK(std::isnan(got[0]));
      CHECK(std::isnan(got[1]));
      CHECK(std::isnan(got[4]));
    }
    CHECK(test::run_opcode(isa, Opcode::less_equal, {a, b})[2] == 1.0f);
    CHECK_FALSE(std::signbit(test::run_opcode(isa, Opcode::maximum, {a, b})[3]));
  }
}

TEST_CASE("results do not depend on the length of the block") {
  const FormulaPointer formula = compile("x * sigmoid(beta * x) + a * tanh(x)");
  const std::vector<float> x = ramp(512);
  const test::Computed whole = test::run(*formula, x, {1.5f, 0.25f});
  for (const std::size_t n : {1u, 3u, 15u, 16u, 17u, 100u, 511u}) {
    const std::vector<float> head(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n));
    const test::Computed got = test::run(*formula, head, {1.5f, 0.25f});
    const auto first = [&](const std::vector<float>& v) {
      return std::vector<float>(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(n));
    };
    CHECK(same_bits(got.value, first(whole.value)));
    CHECK(same_bits(got.derivative, first(whole.derivative)));
    CHECK(same_bits(got.parameter_derivatives[1], first(whole.parameter_derivatives[1])));
  }
}

TEST_CASE("an output may be the input itself") {
  for (const CatalogRow& row : catalog()) {
    CAPTURE(row.name);
    const FormulaPointer formula = compile(row.name);
    const std::vector<float> x = ramp(77);
    std::vector<float> value(x.size()), derivative(x.size());
    std::vector<std::vector<float>> tiles;
    std::vector<const float*> parameters;
    for (const Parameter& p : formula->parameters) tiles.emplace_back(x.size(), p.initial);
    for (const std::vector<float>& tile : tiles) parameters.push_back(tile.data());
    const kernels::FormulaBlock apart{77,           x.data(),          parameters.data(),
                                      value.data(), derivative.data(), nullptr};
    kernels::evaluate(formula->kernels.gradient, apart);
    for (const bool value_first : {true, false}) {
      std::vector<float> in_place = x, other(x.size());
      kernels::FormulaBlock block{77,           in_place.data(), parameters.data(), in_place.data(),
                                  other.data(), nullptr};
      if (!value_first) std::swap(block.value, block.derivative);
      kernels::evaluate(formula->kernels.gradient, block);
      CHECK(same_bits(value_first ? in_place : other, value));
      CHECK(same_bits(value_first ? other : in_place, derivative));
    }
  }
}

TEST_CASE("results that are x a parameter or a constant are copied out") {
  const test::Computed identity = test::run(*compile("x"), {3.0f, -4.0f});
  CHECK(identity.value == std::vector<float>{3.0f, -4.0f});
  CHECK(identity.derivative == std::vector<float>{1.0f, 1.0f});
  const test::Computed product = test::run(*compile("a * x"), {3.0f, -4.0f}, {7.0f});
  CHECK(product.derivative == std::vector<float>{7.0f, 7.0f});
  CHECK(product.parameter_derivatives[0] == std::vector<float>{3.0f, -4.0f});
}

TEST_CASE("equal parts are computed once") {
  // sigmoid_pair, x sigmoid(x), and a product with a sum; the value is among them.
  CHECK(compile("swish1")->kernels.gradient.instructions.size() == 3);
  CHECK(compile("relu")->kernels.gradient.instructions.size() == 2);
  CHECK(compile("tanh(x) + tanh(x)^2")->kernels.value.instructions.size() == 2);
}

TEST_CASE("what only the value needs is left out where nobody asks for the value") {
  CHECK(compile("gelu")->kernels.gradient.without_value == 3);
  CHECK(compile("elu")->kernels.gradient.without_value == 2);  // exp and a choice, no expm1
  CHECK(compile("relu")->kernels.value.without_value == 0);
}

TEST_CASE("functions of one argument that share their work are one instruction") {
  CHECK(compile("gelu")->kernels.gradient.instructions.size() == 4);
  CHECK(compile("x * tanh(softplus(x))")->kernels.value.instructions.size() == 2);
  CHECK(compile("sin(x) * cos(x)")->kernels.value.instructions.size() == 2);
  CHECK(compile("softplus(x) * sigmoid(x)")->kernels.value.instructions.size() == 2);
  CHECK(compile("erf(x) * exp(-x^2)")->kernels.value.instructions.size() == 2);
}

TEST_CASE("the tanh of softplus and its derivative are one instruction") {
  using kernels::Opcode;
  const auto first = [](const kernels::FormulaProgram& program) {
    return program.instructions[0].opcode;
  };
  CHECK(first(compile("mish")->kernels.value) == Opcode::tanh_softplus);
  CHECK(first(compile("mish")->kernels.gradient) == Opcode::tanh_softplus_pair);
  CHECK(compile("mish")->kernels.backward.instructions.size() == 2);
  CHECK(compile("tanh(softplus(x))")->kernels.gradient.instructions.size() == 1);
  CHECK(first(compile("sech(softplus(x))")->kernels.value) != Opcode::tanh_softplus_pair);
}

TEST_CASE("what depends on parameters alone is computed apart") {
  const FormulaPointer formula = compile("softplus(p) * x + (p - q)^2 where p = 0.5, q = 2");
  const kernels::FormulaProgram& program = formula->kernels.value;
  CHECK(program.hoisted == 3);
  CHECK(program.instructions.size() == 1);
  const auto n = static_cast<std::size_t>(kernels::kHoistedMultiple);
  const std::vector<float> p(n, 0.5f), q(n, 2.0f), x(n, 3.0f);
  const float* const parameters[] = {p.data(), q.data()};
  std::vector<std::vector<float>> values(3, std::vector<float>(n));
  float* const hoisted[] = {values[0].data(), values[1].data(), values[2].data()};
  kernels::hoist(program, kernels::kHoistedMultiple, parameters, hoisted);
  std::vector<float> here(n), apart(n);
  kernels::FormulaBlock block{
      kernels::kHoistedMultiple, x.data(), parameters, here.data(), nullptr, nullptr};
  kernels::evaluate(program, block);
  block.value = apart.data();
  block.hoisted = hoisted;
  kernels::evaluate(program, block);
  CHECK(same_bits(here, apart));
  CHECK(here[7] == doctest::Approx(3.0 * std::log1p(std::exp(0.5)) + 2.25));
}

TEST_CASE("expressions built in code are the formulas that they spell") {
  const Expression swish = x() * sigmoid(parameter("beta") * x());
  CHECK(compile(swish)->text == compile("swish")->text);
  CHECK(same(swish, parse("x * sigmoid(beta * x)")));
  CHECK_FALSE(same(swish, parse("x * sigmoid(beta * x) where beta = 2")));
  Expression shared = x();
  for (int i = 0; i < 60; ++i) shared = shared + shared;  // a tree of 2^60 leaves
  CHECK(same(shared, shared + 0.0) == false);
  CHECK_THROWS_WITH(compile(shared), doctest::Contains("1024 operations"));
}

TEST_CASE("a division by a power of two is a product") {
  using kernels::Opcode;
  CHECK(compile("x / 4")->kernels.value.instructions[0].opcode == Opcode::multiply);
  CHECK(compile("x / 6")->kernels.value.instructions[0].opcode == Opcode::divide);
  CHECK(test::value_at("x / 4", 1e-38f) == 1e-38f / 4.0f);
}

TEST_CASE("a parameter that is the same for the whole block is read from one vector") {
  const FormulaPointer formula = compile("softplus(p) * x + q where p = 0.5, q = 2");
  for (const std::size_t n : {64u, 70u}) {  // the second leaves a rest
    CAPTURE(n);
    const std::vector<float> x = ramp(n), p(n, 0.5f), q(n, 2.0f);
    const float* const tiled[] = {p.data(), q.data()};
    std::vector<float> expected(n), got(n);
    kernels::FormulaBlock block{
        static_cast<std::int64_t>(n), x.data(), tiled, expected.data(), nullptr, nullptr};
    kernels::evaluate(formula->kernels.value, block);
    const std::vector<float> one(kernels::kHoistedMultiple, 0.5f);
    const std::vector<float> two(kernels::kHoistedMultiple, 2.0f);
    const float* const vectors[] = {one.data(), two.data()};
    block.parameters = vectors;
    block.equal_parameters = 3;
    block.value = got.data();
    kernels::evaluate(formula->kernels.value, block);
    CHECK(same_bits(got, expected));
  }
}

TEST_CASE("gathered sums are those of the parameter derivatives") {
  for (const CatalogRow& row : catalog()) {
    CAPTURE(row.name);
    const FormulaPointer formula = compile(row.name);
    const std::size_t parameters = formula->parameters.size();
    for (const std::size_t n : {128u, 300u}) {  // the second leaves a rest
      const std::vector<float> x = ramp(n), d_y(n, 0.5f);
      std::vector<float> initial;
      std::vector<std::vector<float>> tiles, sums;
      std::vector<const float*> tile_pointers;
      std::vector<float*> sum_pointers;
      for (const Parameter& p : formula->parameters) {
        initial.push_back(p.initial);
        tile_pointers.push_back(tiles.emplace_back(n, p.initial).data());
        sum_pointers.push_back(sums.emplace_back(n, 1.0f).data());
      }
      const test::Computed expected = test::run(*formula, x, initial);
      std::vector<float> derivative(n);
      kernels::FormulaBlock block{static_cast<std::int64_t>(n), x.data(), tile_pointers.data()};
      block.derivative = derivative.data();
      block.d_y = d_y.data();
      block.sums = sum_pointers.data();
      block.equal_parameters = 1;  // of the first parameter the total alone has a meaning
      kernels::evaluate(formula->kernels.backward, block);
      for (std::size_t p = 0; p < parameters; ++p) {
        double got = 0.0, wanted = static_cast<double>(n), size = wanted;
        for (std::size_t i = 0; i < n; ++i) {
          const double term = 0.5 * static_cast<double>(expected.parameter_derivatives[p][i]);
          got += static_cast<double>(sums[p][i]);
          wanted += term;
          size += std::fabs(term);
          if (p > 0) CHECK(sums[p][i] == doctest::Approx(1.0 + term).epsilon(1e-5));
        }
        CHECK(std::fabs(got - wanted) < 1e-5 * size);
      }
    }
  }
}

TEST_CASE("compiled programs mean what the specification says") {
  for (const CatalogRow& row : catalog()) {
    CAPTURE(row.name);
    const FormulaPointer formula = compile(row.name);
    const kernels::FormulaProgram program = full_program(*formula);
    std::vector<double> parameters;
    for (const Parameter& p : formula->parameters) {
      parameters.push_back(static_cast<double>(p.initial));
    }
    const std::vector<float> x = ramp(29);
    const test::Computed got = test::run(*formula, x);
    const auto close = [](float computed, double expected) {
      return std::fabs(static_cast<double>(computed) - expected) <=
             1e-5 * (1 + std::fabs(expected));
    };
    for (std::size_t i = 0; i < x.size(); ++i) {
      CAPTURE(x[i]);
      const auto meaning = kernels::meaning_of(program, static_cast<double>(x[i]), parameters);
      CHECK(close(got.value[i], meaning.value));
      CHECK(close(got.derivative[i], meaning.derivative));
      for (std::size_t p = 0; p < parameters.size(); ++p) {
        CHECK(close(got.parameter_derivatives[p][i], meaning.parameter_derivatives[p]));
      }
    }
  }
}

namespace {

// Whether the processor takes the upper halves of vector registers to be in use (XGETBV 1, bit 2);
// no where it cannot tell.
bool are_upper_halves_in_use() {
#ifdef __x86_64__
  constexpr unsigned kOsKeepsThem = 1u << 27, kCanTell = 1u << 2, kUpperHalves = 1u << 2;
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & kOsKeepsThem) == 0) return false;
  if (__get_cpuid_count(0xd, 1, &a, &b, &c, &d) == 0 || (a & kCanTell) == 0) return false;
  __asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(1));
  return (a & kUpperHalves) != 0;
#else
  return false;
#endif
}

}  // namespace

// Code for any x86-64 processor is three times as slow while they are.
TEST_CASE("a program leaves no upper halves of vector registers in use" * test::asks_for_x86) {
  const FormulaPointer formula = compile("x * sigmoid(x)");
  const std::vector<float> x = ramp(512);
  std::vector<float> value(x.size()), derivative(x.size());
  kernels::FormulaBlock block;
  block.n = std::ssize(x);
  block.x = x.data();
  block.value = value.data();
  block.derivative = derivative.data();
  kernels::evaluate(formula->kernels.gradient, block);
  CHECK_FALSE(are_upper_halves_in_use());
}
