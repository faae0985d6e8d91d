// The accuracy column of the primitives table, on every instruction set of this machine.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/primitives.h>
#include "tests/core/formula/one_instruction.h"
#include "tests/core/formula/run_formula.h"
#include "tests/core/formula/running_error.h"

using namespace actlab;
using actlab::formula::Primitive;

namespace {

// Results below this count as absolute errors in its units in the last place.
constexpr int kSmallestExponent = -118;

double ulp_of(double value) {
  const int exponent = value == 0.0 ? kSmallestExponent : std::ilogb(value);
  return std::ldexp(1.0, std::max(exponent, kSmallestExponent) - 23);
}

double error_in_ulp(float got, double expected) {
  if (std::isnan(expected)) return std::isnan(got) ? 0.0 : INFINITY;
  if (std::isinf(got) || std::fabs(expected) > std::numeric_limits<float>::max()) {
    // Rounding may carry a result at the border over it.
    const bool both_beyond = std::fabs(expected) >= 3.4028234e38 && !std::isnan(got) &&
                             std::fabs(got) >= 3.4028234e38f &&
                             std::signbit(got) == std::signbit(expected);
    return both_beyond ? 0.0 : INFINITY;
  }
  return std::fabs(static_cast<double>(got) - expected) / ulp_of(expected);
}

bool long_tests() { return std::getenv("ACTLAB_LONG_TESTS") != nullptr; }

// One input from each of 2^bits equal slices of all 2^32 bit patterns, so that every exponent is
// met equally often, and the special values.
std::vector<float> stratified_inputs(int bits = 20) {
  Random random(1, Purpose::test);
  std::vector<float> inputs{0.0f,    -0.0f,           INFINITY,       -INFINITY,       NAN,  1e-45f,
                            -1e-45f, 1.17549421e-38f, 3.40282347e38f, -3.40282347e38f, 1.0f, -1.0f};
  const std::uint32_t slice_size = 1u << (32 - bits);
  for (std::uint32_t slice = 0; slice < (1u << bits); ++slice) {
    inputs.push_back(std::bit_cast<float>(slice * slice_size + random.next() % slice_size));
  }
  // Half of all patterns are beyond 1 in magnitude, most of them far out: more between -20 and 20.
  for (int i = 0; i < (1 << (bits - 2)); ++i) inputs.push_back(40.0f * random.uniform() - 20.0f);
  return inputs;
}

struct Worst {
  double error = 0.0;
  float input = 0.0f;
};

Worst worst_error(const Primitive& row, const std::vector<float>& inputs,
                  const std::vector<double>& expected, kernels::Isa isa) {
  const std::vector<float> got = test::run_opcode(isa, row.opcode, {inputs});
  Worst worst;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    double error = error_in_ulp(got[i], expected[i]);
    if (row.name == "bessel_j1" && std::fabs(inputs[i]) > 1.0f) {
      error *= ulp_of(expected[i]) / ulp_of(1.0 / static_cast<double>(inputs[i]));
    }
    if (!(error <= worst.error)) worst = {error, inputs[i]};
  }
  return worst;
}

}  // namespace

TEST_CASE("every primitive is as accurate as its row says on every instruction set") {
  const std::vector<float> inputs = stratified_inputs();
  std::vector<double> expected(inputs.size());
  for (const Primitive& row : formula::primitives()) {
    for (std::size_t i = 0; i < inputs.size(); ++i) expected[i] = row.reference(inputs[i]);
    for (const kernels::Isa isa : kernels::available_isas()) {
      const Worst worst = worst_error(row, inputs, expected, isa);
      CAPTURE(row.name);
      CAPTURE(kernels::isa_name(isa));
      CAPTURE(worst.input);
      CHECK(worst.error <= row.ulp);
      if (std::getenv("ACTLAB_PRINT_ERRORS") != nullptr) {
        MESSAGE(row.name << " " << kernels::isa_name(isa) << ": " << worst.error << " ulp at "
                         << worst.input);
      }
    }
  }
}

TEST_CASE("the derivative of every primitive is accurate in float32") {
  const std::vector<float> inputs = stratified_inputs(long_tests() ? 20 : 14);
  for (const Primitive& row : formula::primitives()) {
    const formula::FormulaPointer compiled =
        formula::compile(formula::call(row.name, formula::x()));
    const test::RunningError reference(compiled->derivative);
    const std::vector<float> got = test::run(*compiled, inputs).derivative;
    Worst worst;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const test::WithSpread expected = reference.at(inputs[i], {});
      const bool fits = std::fabs(expected.value) <= std::numeric_limits<float>::max();
      if (!fits || !std::isfinite(expected.spread)) continue;
      const double error = std::fabs(static_cast<double>(got[i]) - expected.value);
      const double ratio = error / (0x1p-23 * expected.spread);
      if (!(ratio <= worst.error)) worst = {std::isnan(ratio) ? INFINITY : ratio, inputs[i]};
    }
    CAPTURE(row.name);
    CAPTURE(worst.input);
    CHECK(worst.error <= 16.0);
  }
}

TEST_CASE("every primitive is accurate on all floats") {
  if (!long_tests()) {
    MESSAGE("skipped: takes hours; set ACTLAB_LONG_TESTS=1");
    return;
  }
  constexpr std::int64_t kChunk = 1 << 20;
  for (const Primitive& row : formula::primitives()) {
    for (const kernels::Isa isa : kernels::available_isas()) {
      std::mutex mutex;
      Worst worst;
      parallel_chunks(std::int64_t{1} << 32, kChunk,
                      [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                        std::vector<float> inputs;
                        std::vector<double> expected;
                        for (std::int64_t bits = begin; bits < end; ++bits) {
                          inputs.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
                          expected.push_back(row.reference(inputs.back()));
                        }
                        const Worst here = worst_error(row, inputs, expected, isa);
                        const std::lock_guard lock(mutex);
                        if (here.error > worst.error) worst = here;
                      });
      CAPTURE(row.name);
      CAPTURE(worst.input);
      CHECK(worst.error <= row.ulp);
    }
  }
}
