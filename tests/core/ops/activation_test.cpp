#include <actlab/core/ops/activation.h>

#include <doctest/doctest.h>

#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/kernels/channels/activation.h>
#include <actlab/core/ops/formula_parameters.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

const char* const kSwish = "x * sigmoid(beta * x) where beta = 1";

// Swish with beta a channel, or one beta for all.
NaiveTensor naive_swish(const std::vector<NaiveTensor>& inputs) {
  NaiveTensor output(inputs[0].shape);
  const std::int64_t count = inputs[1].shape.elements();
  for (std::int64_t i = 0; i < output.shape.elements(); ++i) {
    const double x = inputs[0][i];
    output[i] = x / (1.0 + std::exp(-inputs[1][i % count] * x));
  }
  return output;
}

void check_swish(const Shape& shape, std::int64_t betas) {
  CAPTURE(shape);
  const auto swish =
      formula::compile(betas > 1 ? kSwish : "x * sigmoid(beta * x) where beta = 1 shared");
  check_operation(
      {random_tensor(shape, 1, -4.0f, 4.0f), random_tensor({betas}, 2, 0.5f, 2.0f)},
      [&](const std::vector<Tensor>& inputs) { return activation(inputs[0], swish, {inputs[1]}); },
      naive_swish);
}

struct Gradients {
  Tensor input;
  Tensor beta;
};

Gradients swish_gradients(const Tensor& x, const Tensor& beta) {
  const auto inputs = as_parameters({x, beta});
  const Tensor output = activation(inputs[0], formula::compile(kSwish), {inputs[1]});
  backward(output, contraction_weights(output.shape()));
  return {inputs[0].gradient(), inputs[1].gradient()};
}

}  // namespace

TEST_CASE("activation: swish with one beta a channel agrees with double") {
  check_swish({2, 3, 5}, 5);
  check_swish({3, 16}, 16);
  check_swish({2, 1, 600}, 600);  // a row longer than a block
}

TEST_CASE("activation: swish with a shared beta agrees with double") {
  check_swish({2, 3, 5}, 1);
  check_swish({7}, 1);
}

TEST_CASE("activation: beta gathers over many blocks as exactly as in double") {
  const Shape shape{16, 20, 20, 12};
  const Tensor x = random_tensor(shape, 3, -4.0f, 4.0f);
  const Tensor beta = random_tensor({12}, 4, 0.5f, 2.0f);
  const Gradients got = swish_gradients(x, beta);
  const Tensor weights = contraction_weights(shape);
  NaiveTensor expected(beta.shape());
  for (std::int64_t i = 0; i < shape.elements(); ++i) {
    const double value = static_cast<double>(x.data()[i]);
    const double s = 1.0 / (1.0 + std::exp(-static_cast<double>(beta.data()[i % 12]) * value));
    expected[i % 12] += static_cast<double>(weights.data()[i]) * value * value * s * (1.0 - s);
  }
  CHECK(relative_l2(got.beta, expected) <= 2e-6);
}

TEST_CASE("activation: gradients are the same bits at any number of threads") {
  const Tensor x = random_tensor({8, 16, 16, 24}, 5, -4.0f, 4.0f);
  const Tensor beta = random_tensor({24}, 6, 0.5f, 2.0f);
  const int before = threads();
  set_threads(1);
  const Gradients one = swish_gradients(x, beta);
  set_threads(3);
  const Gradients three = swish_gradients(x, beta);
  set_threads(before);
  CHECK(std::ranges::equal(one.input.values(), three.input.values()));
  CHECK(std::ranges::equal(one.beta.values(), three.beta.values()));
}

TEST_CASE("activation: value and slope in one go have the bits of forward and backward") {
  for (const formula::CatalogRow& row : formula::catalog()) {
    CAPTURE(row.name);
    const auto f = formula::compile(row.name);
    for (const std::int64_t channels : {3, 24, 2100}) {
      const Tensor x = random_tensor({13, channels}, 7, -6.0f, 6.0f).set_requires_gradient(true);
      std::vector<Tensor> parameters;
      for (const formula::Parameter& p : f->parameters) {
        const bool per_channel = p.sharing == formula::Sharing::per_channel;
        parameters.push_back(Tensor::full({per_channel ? channels : 1}, p.initial));
      }
      const Tensor y = activation(x, f, parameters);
      backward(y, Tensor::ones(y.shape()));
      Tensor value = Tensor::uninitialised(x.shape()), slope = Tensor::uninitialised(x.shape());
      kernels::ActivationCurve(formula_call(f, parameters), channels)
          .write(13, x.data(), value.data(), slope.data());
      CHECK(std::ranges::equal(value.values(), y.values()));
      CHECK(std::ranges::equal(slope.values(), x.gradient().values()));
    }
  }
}

TEST_CASE("activation: relu at zero has value and derivative zero") {
  const Tensor x = Tensor::from({4}, {-1.0f, 0.0f, -0.0f, 2.0f}).set_requires_gradient(true);
  const Tensor output = activation(x, formula::compile("relu"));
  backward(output, Tensor::full({4}, 3.0f));
  CHECK(std::ranges::equal(output.values(), std::vector<float>{0, 0, 0, 2}));
  CHECK(std::ranges::equal(x.gradient().values(), std::vector<float>{0, 0, 0, 3}));
}

TEST_CASE("activation: a gradient that is shared with another branch is not overwritten") {
  const Tensor x = Tensor::from({2}, {-1.0f, 2.0f}).set_requires_gradient(true);
  const Tensor output = activation(x, formula::compile("relu"));
  const Tensor d_output = Tensor::from({2}, {5.0f, 7.0f});
  backward(output, d_output);
  CHECK(std::ranges::equal(d_output.values(), std::vector<float>{5, 7}));
  CHECK(std::ranges::equal(x.gradient().values(), std::vector<float>{0, 7}));
}

TEST_CASE("activation: an empty batch has an empty result") {
  const Tensor x = Tensor::zeros({0, 4, 4, 3}).set_requires_gradient(true);
  const Tensor output = activation(x, formula::compile("relu"));
  CHECK(output.shape() == x.shape());
}

TEST_CASE("activation: parameters that do not fit are refused") {
  const Tensor x = Tensor::zeros({2, 5});
  const auto swish = formula::compile("swish");
  CHECK(error_of([&] { activation(x, swish); }) ==
        "[activation] formula 'swish' has 1 trainable parameters, got 0");
  CHECK(error_of([&] { activation(x, swish, {Tensor::ones({4})}); }) ==
        "[activation] parameter 'beta' of 'swish' must have one value or one a channel (5), got "
        "shape [4]");
}
