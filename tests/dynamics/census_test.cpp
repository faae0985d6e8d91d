#include <actlab/dynamics/census.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <actlab/core/ops/activation.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/dynamics/direct.h"
#include "tests/support/error_text.h"
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::test;

namespace {

// Rows of N(0, 1) that are moved by so much, a unit a column.
Tensor moved_normal(std::int64_t rows, const std::vector<float>& by) {
  Random random(7, Purpose::test);
  Tensor z = Tensor::uninitialised({rows, std::ssize(by)});
  for (std::int64_t i = 0; i < z.elements(); ++i) {
    z.data()[i] = random.normal() + by[static_cast<std::size_t>(i % std::ssize(by))];
  }
  return z;
}

Census census_of(const std::string& name, const Tensor& z) {
  const formula::FormulaPointer f = formula::compile(name);
  std::vector<Tensor> parameters;
  for (const auto& p : f->parameters) parameters.push_back(Tensor::full({1}, p.initial));
  Tensor input = z.detach();
  input.set_requires_gradient(true);
  const Tensor y = activation(input, f, parameters);
  backward(y, Tensor::ones(y.shape()));
  Census census(z.size(-1), facts_of(f).slopes);
  census.add(z, input.gradient());
  return census;
}

std::int64_t dead_of(const std::string& name, const std::vector<float>& by) {
  const std::vector<bool> dead = census_of(name, moved_normal(400, by)).dead();
  return std::ranges::count(dead, true);
}

}  // namespace

TEST_CASE("census: relu is dead where all its inputs are negative") {
  const Tensor z = moved_normal(400, {0.0f, -10.0f, 10.0f, -2.2f});
  const Census census = census_of("relu", z);
  CHECK(census.dead() == std::vector<bool>{false, true, false, false});
  CHECK(census.saturated() == 2);  // N(-2.2, 1) is negative in 98.6 % of places
  double flat = 0.0;
  for (const float value : z.values()) flat += value <= 0.0f ? 1.0 : 0.0;
  CHECK(agrees(census.flat_share(), flat / 1600.0));
  CHECK(agrees(census.slope_square(), 1.0 - flat / 1600.0));
}

TEST_CASE("census: identity-like functions never die, however small they are") {
  for (const char* name :
       {"x", "0.001 * x", "1e-9 * x", "100 * x", "leaky_relu", "prelu", "sine"}) {
    CHECK_MESSAGE(dead_of(name, {0.0f, -10.0f, 10.0f, -1000.0f}) == 0, name);
  }
}

TEST_CASE(
    "census: functions with negative values die where they are flat, not where they are low") {
  CHECK(dead_of("swish", {0.0f, -3.0f, -30.0f}) == 1);
  CHECK(dead_of("elu", {0.0f, -3.0f, -30.0f}) == 1);
  CHECK(dead_of("tanh", {0.0f, -30.0f, 30.0f}) == 2);
  CHECK(dead_of("relu6", {0.0f, -30.0f, 30.0f}) == 2);
}

TEST_CASE("census: saturated takes a side on which f is bounded") {
  const std::vector<float> by = {0.0f, -20.0f, 20.0f};
  CHECK(census_of("sigmoid", moved_normal(400, by)).saturated() == 2);
  CHECK(census_of("softplus", moved_normal(400, by)).saturated() == 1);
  // flat around zero, and without bound on both sides
  const Census hole = census_of("where(abs(x) < 5, 0, x)", moved_normal(400, {0.0f}));
  CHECK(hole.saturated() == 0);
  CHECK(hole.dead() == std::vector<bool>{true});
}

TEST_CASE("census: a slope without bound is judged by the steep end of normal inputs") {
  const SlopeScale square = facts_of(formula::compile("x^2")).slopes;
  CHECK_FALSE(square.is_supremum);
  CHECK(square.limit == doctest::Approx(2 * 3.29).epsilon(0.03));  // 99.9 % of |2 z|
  CHECK_FALSE(square.bounded_left);
  const SlopeScale swish = facts_of(formula::compile("swish")).slopes;
  CHECK(swish.is_supremum);
  CHECK(swish.limit == doctest::Approx(1.09984).epsilon(1e-5));
  CHECK(swish.bounded_left);
  CHECK_FALSE(swish.bounded_right);
}

TEST_CASE("census: portions that end in the middle of a row come to the whole") {
  const Tensor z = moved_normal(300, {0.0f, -10.0f, -2.2f, 1.0f, -1.0f});
  Tensor slope = z.clone();
  for (float& value : slope.values()) value = value > 0.0f ? 1.0f : 0.0f;
  const SlopeScale slopes = facts_of(formula::compile("relu")).slopes;
  Census whole(5, slopes), parts(5, slopes);
  whole.add(z, slope);
  std::size_t at = 0;
  for (const std::size_t count : {3u, 4u, 1u, 700u, 792u}) {
    Census part(5, slopes);
    part.add(static_cast<std::int64_t>(at % 5), z.values().subspan(at, count),
             slope.values().subspan(at, count));
    parts.merge(part);
    at += count;
  }
  REQUIRE(at == z.values().size());
  CHECK(parts.dead() == whole.dead());
  CHECK(parts.saturated() == whole.saturated());
  CHECK(parts.flat_share() == whole.flat_share());
  CHECK(parts.slope_square() == whole.slope_square());
}

TEST_CASE("census: portions come to the whole; changes are counted by unit") {
  const std::vector<float> by = {0.0f, -10.0f, -2.2f};
  const Tensor z = moved_normal(300, by);
  const Census whole = census_of("relu", z);
  const FormulaFacts facts = facts_of(formula::compile("relu"));
  CHECK(facts.flat == 0.5);
  CHECK(facts_of(formula::compile("min(x, 0)")).flat == 0.5);
  Census portions(3, facts.slopes);
  Tensor slope = z.clone();
  for (float& value : slope.values()) value = value > 0.0f ? 1.0f : 0.0f;
  portions.add(z, slope);
  CHECK(portions.dead() == whole.dead());
  portions.add(Tensor::ones({1, 3}), Tensor::ones({1, 3}));  // one place that is not flat
  CHECK(portions.dead() == std::vector<bool>{false, false, false});
  const Changes since = changes({true, false, true, true}, {true, true, false, false});
  CHECK(since.died == 1);
  CHECK(since.revived == 2);
  CHECK(error_of([&] { portions.add(z, Tensor::ones({3})); }) ==
        "[census] z and its slopes must be [..., 3]: got [300, 3] and [3]");
}
