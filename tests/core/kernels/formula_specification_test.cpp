// The interpreter of formula programs against their specification, over random programs.
#include <actlab/core/kernels/program/formula_specification.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/core/kernels/program/formula_opcodes.h>
#include "tests/support/with_isa.h"

using namespace actlab;
using namespace actlab::kernels;

namespace {

constexpr std::size_t kElements = 300;  // whole groups and a rest
constexpr std::size_t kNaN = 7;         // the one element that is none
constexpr int kParameters = 2;

// Whole numbers, so that sums and products are exact in floats, and a NaN.
std::vector<float> inputs(std::int64_t most, Random& random) {
  std::vector<float> x(kElements);
  for (float& value : x) value = static_cast<float>(random.below(2 * most + 1) - most);
  x[kNaN] = NAN;
  return x;
}

// Adds instructions to a program that read anything that is there.
class RandomProgram {
 public:
  RandomProgram(int sums, Random& random) : random_(random) {
    program.parameters = kParameters;
    program.hoisted = 1;
    program.constants = {FormulaConstant(-1.0f), FormulaConstant(3.0f)};
    program.sums = sums;
    program.registers = kDY + (sums > 0 ? 1 + sums : 0);
    program.setup = {{.opcode = Opcode::multiply_add,
                      .output = 1 + kParameters,
                      .input = {1, 2, static_cast<std::uint16_t>(kDY - 1)}}};
    for (int r = 0; r < kDY; ++r) readable_.push_back(r);
  }

  // The result of the instruction before is in the accumulator half of the time, and is then often
  // not stored.
  void add(Opcode opcode) {
    Instruction at{.opcode = opcode};
    const int inputs = inputs_of(opcode);
    for (int k = 0; k < inputs; ++k) at.input[k] = pick();
    if (previous_ >= 0 && random_.below(2) == 0) accumulate(at, inputs);
    at.output = static_cast<std::uint16_t>(program.registers++);
    if (opcode >= Opcode::sigmoid_pair && opcode <= Opcode::erf_pair) {
      at.second_output = static_cast<std::uint16_t>(program.registers++);
      program.derivative = at.second_output;
    }
    previous_ = at.output;
    readable_.push_back(at.output);
    program.value = at.output;
    program.instructions.push_back(at);
    program.without_value = std::ssize(program.instructions);
  }
  void add_sum(int p) {
    const Opcode opcode = random_.below(2) == 0 ? Opcode::add_to_sum : Opcode::subtract_from_sum;
    program.instructions.push_back({.opcode = opcode,
                                    .output = static_cast<std::uint16_t>(kDY + 1 + p),
                                    .input = {pick(), kDY}});
    previous_ = -1;
  }

  FormulaProgram program;

 private:
  static constexpr int kDY = 1 + kParameters + 1 + 2;  // after x, hoisted values and constants

  std::uint16_t pick() {
    const std::int64_t i = random_.below(std::ssize(readable_));
    return static_cast<std::uint16_t>(readable_[static_cast<std::size_t>(i)]);
  }
  void accumulate(Instruction& at, int inputs) {
    const std::int64_t k = random_.below(inputs);
    for (int j = 0; j < inputs; ++j) {
      while (at.input[j] == previous_) at.input[j] = pick();
    }
    at.input[k] = static_cast<std::uint16_t>(previous_);
    at.accumulated = static_cast<std::uint8_t>(k + 1);
    if (random_.below(2) == 0) return;
    program.instructions.back().stored = false;
    readable_.erase(std::ranges::find(readable_, previous_));
  }

  Random& random_;
  int previous_ = -1;  // the result of the instruction before, where there is one
  std::vector<int> readable_;
};

// Operations that are exact on whole numbers.
RandomProgram exact_program(int instructions, int sums, Random& random) {
  constexpr Opcode kExact[] = {Opcode::divide, Opcode::absolute, Opcode::sign};
  RandomProgram made(sums, random);
  for (int i = 0; i < instructions; ++i) {
    const auto opcode =
        static_cast<Opcode>(random.below(static_cast<std::int64_t>(Opcode::product_of_three) + 1));
    made.add(opcode == Opcode::divide ? kExact[1 + random.below(2)] : opcode);
    if (sums > 0 && random.below(3) == 0) made.add_sum(static_cast<int>(random.below(sums)));
  }
  return made;
}

struct Block {
  std::vector<float> x, first, second, d_y;  // first and second: the parameters
};

Block random_block(Random& random) {
  Block block{inputs(3, random), std::vector<float>(kElements), inputs(2, random),
              inputs(2, random)};
  std::ranges::fill(block.first, static_cast<float>(random.below(5) - 2));
  return block;
}

struct Outputs {
  std::vector<float> value, derivative, first_sum, second_sum;
};

Outputs run_fast(const FormulaProgram& program, const Block& block) {
  Outputs out{std::vector<float>(kElements), std::vector<float>(kElements),
              std::vector<float>(kElements), std::vector<float>(kElements)};
  const float* const parameters[] = {block.first.data(), block.second.data()};
  float* const sums[] = {out.first_sum.data(), out.second_sum.data()};
  FormulaBlock call{.n = kElements, .x = block.x.data(), .parameters = parameters};
  call.value = out.value.data();
  if (program.derivative >= 0) call.derivative = out.derivative.data();
  call.equal_parameters = 1;
  call.d_y = block.d_y.data();
  call.sums = sums;
  evaluate(program, call);
  return out;
}

std::vector<FormulaMeaning> meanings(const FormulaProgram& program, const Block& block) {
  std::vector<FormulaMeaning> all;
  for (std::size_t i = 0; i < kElements; ++i) {
    const double parameters[] = {block.first[i], block.second[i]};
    all.push_back(meaning_of(program, block.x[i], parameters, block.d_y[i]));
  }
  return all;
}

// With float's rounding of a few functions, or exactly.
bool agrees(float got, double expected, double tolerance) {
  const auto rounded = static_cast<float>(expected);
  if (std::isnan(got) || std::isnan(rounded)) return std::isnan(got) && std::isnan(rounded);
  return got == rounded ||
         std::fabs(static_cast<double>(got) - expected) <= tolerance * (1.0 + std::fabs(expected));
}

}  // namespace

TEST_CASE("formula programs of whole numbers are exactly what their specification says") {
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    Random random(21, Purpose::test);
    int compared = 0;
    for (int i = 0; i < 300; ++i) {
      const FormulaProgram program = exact_program(2 + i % 9, 0, random).program;
      const Block block = random_block(random);
      const auto expected = meanings(program, block);
      const Outputs got = run_fast(program, block);
      const auto exact = [&](const FormulaMeaning& m) { return !(std::fabs(m.value) > 1e6); };
      if (!std::ranges::all_of(expected, exact)) continue;
      ++compared;
      int wrong = 0;
      for (std::size_t e = 0; e < kElements; ++e) {
        wrong += agrees(got.value[e], expected[e].value, 0.0) ? 0 : 1;
      }
      CHECK(wrong == 0);
    }
    CHECK(compared > 200);
  }
}

TEST_CASE("gathered sums of formula programs are exactly what their specification says") {
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    Random random(22, Purpose::test);
    for (int i = 0; i < 200; ++i) {
      const FormulaProgram program = exact_program(1 + i % 4, kParameters, random).program;
      Block block = random_block(random);
      block.x[kNaN] = block.second[kNaN] = block.d_y[kNaN] = 1.0f;
      const auto expected = meanings(program, block);
      const Outputs got = run_fast(program, block);
      double total = 0.0, first = 0.0;
      for (std::size_t e = 0; e < kElements; ++e) {
        total += expected[e].sums[0];
        first += static_cast<double>(got.first_sum[e]);
        CHECK(agrees(got.second_sum[e], expected[e].sums[1], 0.0));
      }
      CHECK(first == total);
    }
  }
}

TEST_CASE("every function of formula programs is what its specification says") {
  for (const Isa isa : available_isas()) {
    const test::WithIsa with(isa);
    Random random(23, Purpose::test);
    for (int i = 0; i < 20; ++i) {
      for (int code = 0; code < static_cast<int>(Opcode::add_to_sum); ++code) {
        CAPTURE(code);
        RandomProgram made = exact_program(1, 0, random);
        made.add(static_cast<Opcode>(code));
        const Block block = random_block(random);
        const auto expected = meanings(made.program, block);
        const Outputs got = run_fast(made.program, block);
        int wrong = 0;
        for (std::size_t e = 0; e < kElements; ++e) {
          wrong += agrees(got.value[e], expected[e].value, 2e-6) ? 0 : 1;
          wrong += agrees(got.derivative[e], expected[e].derivative, 2e-6) ? 0 : 1;
        }
        CHECK(wrong == 0);
      }
    }
  }
}
