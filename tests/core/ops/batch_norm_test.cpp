#include <actlab/core/ops/batch_norm.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/gradient_check.h"
#include "tests/support/naive_batch_norm.h"

using namespace actlab;
using namespace actlab::test;

namespace {

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
double swish(double x) { return x * sigmoid(x); }
double swish_derivative(double x) { return sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x))); }

struct Fixture {
  Tensor x, scale, shift, skip;
};

// Inputs whose channels have the given mean and deviation; scales from -3 to 3.
Fixture fixture(const Shape& shape, float mean = 0.0f, float deviation = 1.0f) {
  const Shape channels{shape[-1]};
  const float half = deviation * std::sqrt(3.0f);
  Fixture f{random_tensor(shape, 1, mean - half, mean + half).set_requires_gradient(true),
            random_tensor(channels, 2, -3.0f, 3.0f).set_requires_gradient(true),
            random_tensor(channels, 3, -2.0f, 2.0f).set_requires_gradient(true),
            random_tensor(shape, 4, -2.0f, 2.0f).set_requires_gradient(true)};
  return f;
}

void check_against_double(const Shape& shape, float mean, float deviation) {
  CAPTURE(shape);
  CAPTURE(mean);
  CAPTURE(deviation);
  const Fixture f = fixture(shape, mean, deviation);
  const Tensor y = batch_norm_activation(f.x, {f.scale, f.shift, {}, {}}, {},
                                         formula::compile("swish1"), {}, f.skip);
  const Tensor d_y = random_tensor(shape, 5);
  NaiveBatchNorm naive{
      NaiveTensor(f.x), NaiveTensor(f.scale), NaiveTensor(f.shift), NaiveTensor(f.skip), swish,
      swish_derivative};
  naive.run(d_y);
  backward(y, d_y);
  CHECK(relative_l2(y, naive.y) <= 1e-5);
  CHECK(relative_l2(f.x.gradient(), naive.d_x) <= 1e-5);
  CHECK(relative_l2(f.scale.gradient(), naive.d_scale) <= 1e-5);
  CHECK(relative_l2(f.shift.gradient(), naive.d_shift) <= 1e-5);
  CHECK(relative_l2(f.skip.gradient(), naive.d_skip) <= 1e-5);
}

struct Result {
  Tensor y;
  std::vector<Tensor> gradients;
};

Result run(const Fixture& f, const BatchNormOptions& options, bool spoil_output = false) {
  for (Tensor t : {f.x, f.scale, f.shift, f.skip}) t.clear_gradient();
  const BatchNorm tensors{f.scale, f.shift, Tensor::full(f.scale.shape(), 0.5f),
                          Tensor::full(f.scale.shape(), 4.0f)};
  Tensor y = batch_norm_activation(f.x, tensors, options, formula::compile("swish1"), {}, f.skip);
  const Tensor values = y.clone();
  if (spoil_output) std::ranges::fill(y.values(), NAN);
  backward(y, random_tensor(y.shape(), 5));
  return {values, {f.x.gradient(), f.scale.gradient(), f.shift.gradient(), f.skip.gradient()}};
}

void check_equal(const Result& a, const Result& b) {
  CHECK(std::ranges::equal(a.y.values(), b.y.values()));
  for (std::size_t i = 0; i < a.gradients.size(); ++i) {
    CHECK(std::ranges::equal(a.gradients[i].values(), b.gradients[i].values()));
  }
}

}  // namespace

TEST_CASE("batch_norm_activation: agrees with double in all shapes of blocks") {
  check_against_double({8, 4, 4, 16}, 0.0f, 1.0f);
  check_against_double({3, 5, 7, 3}, 0.0f, 1.0f);
  check_against_double({16, 16, 16, 24}, 0.0f, 1.0f);  // several chunks
  check_against_double({70, 640}, 0.0f, 1.0f);         // rows longer than a block
  check_against_double({2, 1037}, 0.0f, 1.0f);         // two values a channel
}

TEST_CASE("batch_norm_activation: agrees with double where mean and variance are far from usual") {
  check_against_double({8, 8, 8, 16}, 0.0f, 1e3f);
  check_against_double({8, 8, 8, 16}, 0.0f, 0.1f);
  check_against_double({8, 8, 8, 16}, 1000.0f, 1.0f);
  check_against_double({8, 8, 8, 16}, -3e4f, 1.0f);
  check_against_double({16, 16, 16, 20}, 1e5f, 100.0f);
}

TEST_CASE("batch_norm_activation: gradients of formula parameters agree with double") {
  const auto formula = formula::compile("x * sigmoid(beta * x) where beta = 1");
  const auto naive = [](const std::vector<NaiveTensor>& in) {
    NaiveBatchNorm bn{
        in[0], in[1], in[2], in[3], [](double z) { return z; }, [](double) { return 1.0; }};
    bn.run(Tensor::zeros(in[0].shape));
    for (std::int64_t i = 0; i < bn.y.shape.elements(); ++i) {
      bn.y[i] *= sigmoid(in[4][i % in[4].shape.elements()] * bn.y[i]);
    }
    return bn.y;
  };
  const Shape shape{3, 2, 3, 5};
  const Fixture f = fixture(shape);
  check_operation(
      {f.x, f.scale, f.shift, f.skip, random_tensor({5}, 6, 0.5f, 2.0f)},
      [&](const std::vector<Tensor>& in) {
        return batch_norm_activation(in[0], {in[1], in[2], {}, {}}, {}, formula, {in[4]}, in[3]);
      },
      naive);
}

TEST_CASE("batch_norm_activation: gradients in evaluation mode take the statistics as constants") {
  const Shape shape{3, 2, 2, 5};
  const Fixture f = fixture(shape);
  const Tensor mean = random_tensor({5}, 7);
  const Tensor variance = random_tensor({5}, 8, 0.5f, 9.0f);
  check_operation(
      {f.x, f.scale, f.shift, f.skip},
      [&](const std::vector<Tensor>& in) {
        return batch_norm_activation(in[0], {in[1], in[2], mean, variance}, {.training = false},
                                     formula::compile("swish1"), {}, in[3]);
      },
      [&](const std::vector<NaiveTensor>& in) {
        NaiveTensor y(shape);
        for (std::int64_t i = 0; i < shape.elements(); ++i) {
          const std::int64_t c = i % 5;
          const double v = static_cast<double>(variance.data()[c]) + 1e-5;
          const double xhat = (in[0][i] - static_cast<double>(mean.data()[c])) / std::sqrt(v);
          y[i] = swish(in[1][c] * xhat + in[2][c] + in[3][i]);
        }
        return y;
      });
}

TEST_CASE("batch_norm_activation: scale and shift and skip and formula may all be left out") {
  const Tensor x = Tensor::from({2, 2}, {1.0f, 10.0f, 3.0f, 30.0f}).set_requires_gradient(true);
  const Tensor y = batch_norm_activation(x, {});
  const float one = static_cast<float>(1.0 / std::sqrt(1.0 + 1e-5));
  CHECK(y.data()[0] == doctest::Approx(-one));
  CHECK(y.data()[2] == doctest::Approx(one));
  CHECK(y.data()[3] == doctest::Approx(1.0).epsilon(1e-6));
  backward(y, Tensor::from({2, 2}, {1.0f, 0.0f, 0.0f, 0.0f}));
  CHECK(x.gradient().defined());
}

TEST_CASE("batch_norm_activation: running statistics move as in PyTorch") {
  const Tensor x =
      Tensor::from({4, 1}, {1.0f, 2.0f, 3.0f, 6.0f});  // mean 3, unbiased variance 14/3
  const Tensor mean = Tensor::full({1}, 1.0f);
  const Tensor variance = Tensor::full({1}, 2.0f);
  batch_norm_activation(x, {{}, {}, mean, variance});
  CHECK(mean.item() == doctest::Approx(0.9 * 1.0 + 0.1 * 3.0).epsilon(1e-7));
  CHECK(variance.item() == doctest::Approx(0.9 * 2.0 + 0.1 * 14.0 / 3.0).epsilon(1e-7));
  batch_norm_activation(x, {{}, {}, mean, variance}, {.training = false});
  CHECK(mean.item() == doctest::Approx(1.2).epsilon(1e-7));
}

TEST_CASE("batch_norm_activation: the same bits at any number of threads") {
  const Fixture f = fixture({16, 16, 16, 24});
  const int before = threads();
  set_threads(1);
  const Result one = run(f, {});
  set_threads(3);
  const Result three = run(f, {});
  set_threads(before);
  check_equal(one, three);
}

TEST_CASE("batch_norm_activation: backward does not need the output") {
  const Fixture f = fixture({4, 8, 8, 16});
  check_equal(run(f, {}), run(f, {}, true));
  check_equal(run(f, {.training = false}), run(f, {.training = false}, true));
}

TEST_CASE("batch_norm_activation: a skip is kept only where a formula's gradient asks for it") {
  for (const bool with_formula : {false, true}) {
    const Tensor x = random_tensor({4, 3}, 1).set_requires_gradient(true);
    const Tensor skip = random_tensor({4, 3}, 2);
    const Tensor y = batch_norm_activation(
        x, {}, {}, with_formula ? formula::compile("swish1") : nullptr, {}, skip);
    CHECK(skip.owns_values_alone() == !with_formula);
    backward(y, Tensor::ones({4, 3}));
  }
}

TEST_CASE("batch_norm_activation: a channel without variance stays finite") {
  const Tensor x = Tensor::full({4, 3}, 7.25f).set_requires_gradient(true);
  const Tensor y = batch_norm_activation(x, {});
  CHECK(std::ranges::all_of(y.values(), [](float v) { return v == 0.0f; }));
  backward(y, random_tensor({4, 3}, 9));
  CHECK(std::ranges::all_of(x.gradient().values(), [](float v) { return std::isfinite(v); }));
}

TEST_CASE("batch_norm_activation: NaN in a channel stays in that channel") {
  Tensor x = random_tensor({4, 3}, 10);
  x.data()[4] = NAN;
  const Tensor y = batch_norm_activation(x, {});
  for (std::int64_t i = 0; i < 12; ++i) CHECK(std::isnan(y.data()[i]) == (i % 3 == 1));
}

TEST_CASE("batch_norm_activation: what does not fit is refused") {
  const Tensor x = Tensor::zeros({1, 1, 1, 4});
  CHECK(error_of([&] { batch_norm_activation(x, {}); }) ==
        "[batch_norm_activation] training needs at least two values a channel to have a variance, "
        "got input [1, 1, 1, 4]; use a larger batch, or evaluation mode");
  CHECK(error_of([&] { batch_norm_activation(x, {}, {.training = false}); }) ==
        "[batch_norm_activation] evaluation needs running_mean and running_variance");
  CHECK(error_of([&] {
          batch_norm_activation(x, {Tensor::ones({3}), {}, {}, {}});
        }) ==
        "[batch_norm_activation] scale must have one value a channel: got [3], expected [4] "
        "(input [1, 1, 1, 4])");
  CHECK(error_of([&] {
          batch_norm_activation(Tensor::zeros({2, 4}), {}, {}, nullptr, {}, Tensor::zeros({2, 3}));
        }) ==
        "[batch_norm_activation] skip must have the input's shape: got [2, 3], expected [2, 4]");
}
