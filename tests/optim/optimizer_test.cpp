#include <actlab/optim/optimizer.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/optim/adam.h>
#include <actlab/optim/rmsprop.h>
#include <actlab/optim/sgd.h>
#include "tests/optim/naive_optimizer.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::optim;
using test::contains;
using test::error_text;

namespace {

Tensor parameter(const Tensor& values) {
  Tensor result = values.clone();
  result.set_requires_gradient(true);
  return result;
}

void set_gradient(const Tensor& tensor, const Tensor& gradient) {
  Tensor(tensor).clear_gradient();
  accumulate_gradient(tensor.slot(), gradient);
}

Tensor random_tensor(const Shape& shape, std::uint64_t index) {
  Tensor tensor = Tensor::uninitialised(shape);
  Random random(1, Purpose::test, index);
  for (float& value : tensor.values()) value = random.normal();
  return tensor;
}

// Parameters after three steps with the gradients that PyTorch got for the numbers below.
template <class Kind, class Options>
std::vector<float> three_steps(Options options, double lr, double weight_decay) {
  const Tensor p = parameter(Tensor::from({4}, {0.5f, -1.25f, 2.0f, -0.03125f}));
  Kind optimizer({{"all", {{"p", p}}, 1.0, weight_decay}}, options);
  for (int step = 1; step <= 3; ++step) {
    const auto t = static_cast<float>(step);
    set_gradient(
        p, Tensor::from({4}, {0.25f * t, -0.5f / t, step % 2 ? -0.125f : 0.125f, 1.5f - 0.5f * t}));
    optimizer.step(lr);
  }
  return {p.values().begin(), p.values().end()};
}

void check_close(const std::vector<float>& got, const std::vector<float>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(std::abs(got[i] - expected[i]) <= 2e-7f * std::max(1.0f, std::abs(expected[i])));
  }
}

// Three weights after six steps, of which the last three have half the rate.
std::vector<float> six_rmsprop_steps(const RMSPropOptions& options) {
  const float gradients[6][3] = {{1.0f, -0.5f, 0.0f},  {0.5f, 0.25f, -2.0f}, {-1.0f, 1.0f, 1.0f},
                                 {0.125f, 0.0f, 3.0f}, {2.0f, -1.0f, 0.5f},  {0.0f, 0.0f, 0.0f}};
  const Tensor p = parameter(Tensor::from({3}, {1.0f, -2.0f, 3.0f}));
  RMSProp optimizer({{"all", {{"p", p}}}}, options);
  for (int step = 0; step < 6; ++step) {
    set_gradient(p,
                 Tensor::from({3}, {gradients[step][0], gradients[step][1], gradients[step][2]}));
    optimizer.step(step < 3 ? 0.1 : 0.05);
  }
  return {p.values().begin(), p.values().end()};
}

// Ten steps with random gradients against the naive update in double.
template <class Kind, class Options>
void check_against_naive(Options options, double weight_decay) {
  constexpr std::int64_t kCount = 40001;  // three chunks, the last one odd
  const Tensor p = parameter(random_tensor({kCount}, 0));
  std::vector<test::NaiveValue> naive(kCount);
  for (std::size_t i = 0; i < naive.size(); ++i) naive[i].p = p.values()[i];
  Kind optimizer({{"all", {{"p", p}}, 0.5, weight_decay}}, options);
  for (std::uint64_t step = 1; step <= 10; ++step) {
    const Tensor gradient = random_tensor({kCount}, step);
    set_gradient(p, gradient);
    optimizer.step(0.02, 0.25);
    for (std::size_t i = 0; i < naive.size(); ++i) {
      test::naive_step(naive[i], 0.25 * double{gradient.values()[i]}, 0.01, weight_decay, options);
    }
  }
  double error = 0.0;
  double size = 0.0;
  for (std::size_t i = 0; i < naive.size(); ++i) {
    error += std::pow(p.values()[i] - naive[i].p, 2);
    size += naive[i].p * naive[i].p;
  }
  CHECK(std::sqrt(error / size) < 1e-6);
}

}  // namespace

TEST_CASE("sgd: three steps give the numbers of PyTorch") {
  check_close(three_steps<SGD>(SGDOptions{}, 0.1, 0.01),
              {0.259592384f, -1.04354179f, 2.01137972f, -0.39664492f});
  check_close(three_steps<SGD>(SGDOptions{0.9, true}, 0.1, 0.01),
              {0.132445231f, -0.969194233f, 2.01670861f, -0.509189248f});
  check_close(three_steps<SGD>(SGDOptions{0.0, false}, 0.1, 0.01),
              {0.34860149f, -1.15471208f, 2.00649357f, -0.18090643f});
}

TEST_CASE("rmsprop: three steps give the numbers of PyTorch") {
  check_close(three_steps<RMSProp>(RMSPropOptions{}, 0.01, 0.01),
              {0.335707337f, -1.12633801f, 2.05102944f, -0.144555628f});
  check_close(three_steps<RMSProp>(RMSPropOptions{0.99, 0.0, 1e-8, false}, 0.01, 0.0),
              {0.230117321f, -1.07628918f, 2.08713675f, -0.17615132f});
  check_close(three_steps<RMSProp>(RMSPropOptions{.centered = true}, 0.01, 0.01),
              {0.322200626f, -1.11761999f, 2.0552578f, -0.151879668f});
  check_close(three_steps<RMSProp>(RMSPropOptions{.momentum = 0.0, .centered = true}, 0.01, 0.01),
              {0.406493425f, -1.18898141f, 2.02320123f, -0.0805684477f});
}

// Of timm's RMSpropTF and torch.optim.RMSprop in double precision.
TEST_CASE("rmsprop: TensorFlow's form and PyTorch's, with a rate that falls on the way") {
  RMSPropOptions options = kTensorFlowRMSProp;
  check_close(six_rmsprop_steps(options), {0.62662577f, -2.08819242f, 3.05422569f});
  options.epsilon = 0.001;
  check_close(six_rmsprop_steps(options), {0.47979076f, -2.13333765f, 3.10405175f});
  check_close(six_rmsprop_steps({.epsilon = 1.0}), {0.63982702f, -2.00270895f, 3.02296545f});
  check_close(six_rmsprop_steps({}), {-0.40688184f, -1.69027792f, 3.22215047f});
}

TEST_CASE("adam: three steps give the numbers of PyTorch") {
  check_close(three_steps<Adam>(AdamOptions{}, 0.01, 0.01),
              {0.470746994f, -1.2218399f, 2.00972581f, -0.0577733479f});
  check_close(three_steps<Adam>(AdamOptions{0.9, 0.999, 1e-8, true}, 0.01, 0.1),
              {0.469299346f, -1.21822965f, 2.00681829f, -0.0576546043f});
}

TEST_CASE("optimizers: agree with naive updates in double") {
  check_against_naive<SGD>(SGDOptions{0.9, false}, 1e-2);
  check_against_naive<SGD>(SGDOptions{0.9, true}, 1e-2);
  check_against_naive<SGD>(SGDOptions{0.0, false}, 1e-2);
  check_against_naive<RMSProp>(RMSPropOptions{0.9, 0.9, 1e-3, false}, 1e-2);
  check_against_naive<RMSProp>(RMSPropOptions{0.9, 0.9, 1e-3, true}, 1e-2);
  check_against_naive<RMSProp>(RMSPropOptions{0.9, 0.0, 1e-3, true}, 0.0);
  check_against_naive<RMSProp>(kTensorFlowRMSProp, 1e-2);
  check_against_naive<RMSProp>(RMSPropOptions{.centered = true}, 1e-2);
  check_against_naive<RMSProp>(RMSPropOptions{.momentum = 0.0, .centered = true}, 1e-2);
  check_against_naive<Adam>(AdamOptions{0.9, 0.999, 1e-8, false}, 1e-2);
  check_against_naive<Adam>(AdamOptions{0.9, 0.999, 1e-8, true}, 1e-2);
}

TEST_CASE("optimizers: a group's rate and decay reach only its own parameters") {
  const Tensor decayed = parameter(Tensor::ones({1}));
  const Tensor slow = parameter(Tensor::ones({1}));
  SGD sgd({{"weights", {{"a", decayed}}, 1.0, 0.5}, {"activations", {{"b", slow}}, 0.1, 0.0}},
          {.momentum = 0.0});
  set_gradient(decayed, Tensor::ones({1}));
  set_gradient(slow, Tensor::ones({1}));
  sgd.step(0.1);
  CHECK(decayed.item() == doctest::Approx(1.0 - 0.1 * 1.5));
  CHECK(slow.item() == doctest::Approx(1.0 - 0.01));
}

TEST_CASE("optimizers: a parameter without a gradient keeps its value and its state") {
  const Tensor used = parameter(Tensor::ones({1}));
  const Tensor unused = parameter(Tensor::ones({1}));
  Adam adam({{"all", {{"used", used}, {"unused", unused}}, 1.0, 0.5}});
  set_gradient(used, Tensor::ones({1}));
  adam.step(0.1);
  CHECK(unused.item() == 1.0f);
  CHECK(adam.state().at("step.used").item() == 1.0f);
  CHECK(adam.state().at("step.unused").item() == 0.0f);
  adam.clear_gradients();
  CHECK(!used.gradient().defined());
}

TEST_CASE("optimizers: state moved to a new optimizer continues bit for bit") {
  const Tensor a = parameter(random_tensor({100}, 0));
  const Tensor b = parameter(a);
  Adam first({{"all", {{"p", a}}}});
  for (std::uint64_t step = 1; step < 5; ++step) {
    set_gradient(a, random_tensor({100}, step));
    first.step(0.01);
  }
  Tensor(b).copy_from(a);
  Adam second({{"all", {{"p", b}}}});
  second.load_state(first.state());
  for (std::uint64_t step = 5; step < 9; ++step) {
    set_gradient(a, random_tensor({100}, step));
    set_gradient(b, random_tensor({100}, step));
    first.step(0.01);
    second.step(0.01);
  }
  CHECK(std::ranges::equal(a.values(), b.values()));
}

TEST_CASE("optimizers: state that does not fit is refused by name") {
  const Tensor p = parameter(Tensor::ones({2}));
  SGD sgd({{"all", {{"p", p}}}});
  CHECK(contains(error_text([&] { sgd.load_state({}); }), "lacks momentum.p [2]"));
  auto state = sgd.state();
  state.insert_or_assign("momentum.p", Tensor::ones({3}));
  CHECK(contains(error_text([&] { sgd.load_state(state); }), "has shape [3], expected [2]"));
  state = sgd.state();
  state.emplace("momentum.q", Tensor::ones({3}));
  CHECK(contains(error_text([&] { sgd.load_state(state); }), "momentum.q [3], which"));
}

TEST_CASE("optimizers: parameters that cannot be trained and bad options are refused") {
  const Tensor p = parameter(Tensor::ones({2}));
  CHECK(contains(error_text([] {
                   SGD({{"all", {{"p", Tensor::ones({2})}}}});
                 }),
                 "parameter p requires no gradient"));
  CHECK(contains(error_text([&] { SGD({{"all", {{"p", p}, {"p", p}}}}); }), "p is given twice"));
  CHECK(contains(test::usage_error_text([&] {
                   SGD({{"all", {{"p", p}}}}, {.momentum = 1.0});
                 }),
                 "momentum must be from 0 to below 1, got 1"));
  CHECK(contains(test::usage_error_text([] { SGD({}, {0.0, true}); }), "Nesterov needs"));
  CHECK(contains(test::usage_error_text([] { RMSProp({}, {.alpha = -0.1}); }), "alpha"));
  CHECK(contains(test::usage_error_text([] { RMSProp({}, {.epsilon = 0.0}); }), "epsilon"));
  CHECK(contains(test::usage_error_text([] { RMSProp({}, {.square_start = -1.0}); }), "start"));
  CHECK(contains(test::usage_error_text([] { Adam({}, {.beta2 = 1.0}); }), "betas"));
}

TEST_CASE("optimizers: the same bits at any number of threads") {
  std::vector<float> expected;
  for (const int count : {1, 2, 3, 7, 16}) {
    set_threads(count);
    const Tensor p = parameter(random_tensor({100000}, 0));
    RMSProp optimizer({{"all", {{"p", p}}}});
    for (std::uint64_t step = 1; step < 4; ++step) {
      set_gradient(p, random_tensor({100000}, step));
      optimizer.step(0.01);
    }
    if (expected.empty()) expected.assign(p.values().begin(), p.values().end());
    CHECK(std::ranges::equal(p.values(), expected));
  }
}
