#include <actlab/layers/module.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/batch_norm.h>
#include <actlab/layers/dropout.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/sequential.h>
#include <actlab/layers/state.h>
#include "tests/support/error_text.h"
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::random_tensor;

namespace {

std::vector<std::string> names(const Module& module) {
  std::vector<std::string> result;
  for (const NamedParameter& p : module.parameters()) result.push_back(p.name);
  for (const NamedBuffer& b : module.buffers()) result.push_back(b.name);
  return result;
}

}  // namespace

TEST_CASE("Module: names are dotted paths in the order of construction") {
  Sequential outer;
  outer.append<Linear>(4, 3);
  outer.append_named<Sequential>("tail").append<BatchNorm2d>(3);
  CHECK(names(outer) == std::vector<std::string>{"0.weight", "0.bias", "tail.0.weight",
                                                 "tail.0.bias", "tail.0.running_mean",
                                                 "tail.0.running_var"});
}

TEST_CASE("Module: training mode reaches all descendants") {
  Sequential model;
  auto& tail = model.append_named<Sequential>("tail").append<BatchNorm2d>(3);
  CHECK(tail.training());
  model.eval();
  CHECK_FALSE(tail.training());
  CHECK_FALSE(tail.options().training);
  model.train();
  CHECK(tail.options().training);
}

TEST_CASE("Module: handles of a parameter share values and gradient") {
  Sequential model;
  model.append<Linear>(2, 1, false);
  model.parameters()[0].tensor.copy_from(Tensor::from({1, 2}, {3.0f, 5.0f}));
  const Tensor output = model.forward(Tensor::from({1, 2}, {1.0f, 10.0f}));
  CHECK(output.item() == 53.0f);
  backward(output);
  CHECK(model.parameters()[0].tensor.gradient().values()[1] == 10.0f);
  model.clear_gradients();
  CHECK_FALSE(model.parameters()[0].tensor.gradient().defined());
}

TEST_CASE("BatchNorm2d: without a scale there is no weight") {
  const BatchNorm2d with(3);
  const BatchNorm2d without(3, false);
  CHECK(names(with).front() == "weight");
  CHECK(names(without).front() == "bias");
}

TEST_CASE("Activation: one parameter a channel or one for all") {
  const Activation swish(formula::compile("swish"), 7);
  REQUIRE(swish.parameters().size() == 1);
  CHECK(swish.parameters()[0].name == "beta");
  CHECK(swish.parameters()[0].tensor.shape() == Shape{7});
  CHECK(swish.parameters()[0].traits.group == group::activations);
  const Activation shared(formula::compile("x * sigmoid(beta * x) where beta = 1 shared"), 7);
  CHECK(shared.parameters()[0].tensor.shape() == Shape{1});
}

TEST_CASE("Dropout: its place in the random numbers is a buffer that travels with the state") {
  Dropout dropout(0.5f, 11);
  const Tensor x = Tensor::ones({64});
  dropout.forward(x);
  const State saved = state(dropout);
  const Tensor second = dropout.forward(x);
  Dropout resumed(0.5f, 11);
  CHECK_FALSE(std::ranges::equal(resumed.forward(x).values(), second.values()));
  load_state(resumed, saved, "memory");
  CHECK(std::ranges::equal(resumed.forward(x).values(), second.values()));
  resumed.eval();
  CHECK(resumed.forward(x).data() == x.data());
}

TEST_CASE("activation: without a formula or a channel it is refused") {
  CHECK(test::error_text([] { layers::Activation none(nullptr, 3); }) ==
        "[activation] needs a formula; the identity is formula 'x'");
  CHECK(test::error_text([] { layers::Activation none(formula::compile("x"), 0); }) ==
        "[activation] needs one channel or more, got 0");
}
