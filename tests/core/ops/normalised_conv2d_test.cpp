#include <actlab/core/ops/normalised_conv2d.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/activation.h>
#include <actlab/core/ops/batch_norm.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

// A normalisation with a skip and a parameter a channel, before a convolution with something added.
struct Fixture {
  Fixture(const Shape& shape, const Shape& weight_shape, const Conv2dOptions& convolution)
      : options{.convolution = convolution} {
    const Shape channels{shape[-1]};
    std::uint64_t seed = 0;
    for (const Shape& each : {shape, channels, channels, shape, channels, weight_shape}) {
      inputs.push_back(random_tensor(each, ++seed).set_requires_gradient(true));
    }
    const Tensor output = conv2d(inputs[0].detach(), inputs[5].detach(), convolution);
    inputs.push_back(random_tensor(output.shape(), ++seed).set_requires_gradient(true));
  }

  Normalised normalised() const {
    return normalise(inputs[0], {inputs[1], inputs[2], {}, {}}, {},
                     {formula::compile("swish"), {inputs[4]}}, inputs[3]);
  }
  Tensor joined() const { return normalised_conv2d(normalised(), inputs[5], options, inputs[6]); }
  Tensor apart() const {
    return conv2d(batch_norm_activation(normalised()), inputs[5], options.convolution, inputs[6]);
  }
  // All gradients; the first and the last input have got something before.
  std::vector<Tensor> gradients(const Tensor& output) {
    for (Tensor& input : inputs) input.clear_gradient();
    accumulate_gradient(inputs.front().slot(), random_tensor(inputs.front().shape(), 11));
    accumulate_gradient(inputs.back().slot(), random_tensor(inputs.back().shape(), 12));
    backward(output, random_tensor(output.shape(), 13));
    std::vector<Tensor> all;
    for (const Tensor& input : inputs) all.push_back(input.gradient().clone());
    return all;
  }

  std::vector<Tensor> inputs;  // x, scale, shift, skip, beta, weight, added
  NormalisedConv2dOptions options;
};

// Every form of convolution: whole and parts of tiles, slabs smaller than an image, point by point,
// direct with and without a stride, runs of pixels, groups.
std::vector<Fixture> fixtures() {
  return {{{2, 8, 8, 16}, {3, 3, 16, 16}, {.padding = 1}},
          {{3, 9, 7, 19}, {3, 3, 19, 37}, {.padding = 1}},
          {{2, 32, 32, 64}, {3, 3, 64, 16}, {.padding = 1}},
          {{2, 6, 6, 208}, {3, 3, 208, 224}, {.padding = 1}},
          {{3, 8, 8, 8}, {3, 3, 8, 12}, {.stride = 2, .padding = 1}},
          {{2, 7, 7, 6}, {1, 1, 6, 10}, {.stride = 2}},
          {{4, 32, 32, 64}, {1, 1, 64, 16}, {}},
          {{2, 6, 5, 8}, {1, 1, 8, 35}, {}},
          {{2, 6, 6, 12}, {3, 3, 4, 9}, {.padding = 2, .groups = 3}}};
}

void check_equal(const Tensor& a, const Tensor& b) {
  CHECK(std::ranges::equal(a.values(), b.values()));
}

void check_equal(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    CAPTURE(k);
    check_equal(a[k], b[k]);
  }
}

}  // namespace

TEST_CASE("normalised_conv2d: agrees with normalisation and convolution apart") {
  for (Fixture& f : fixtures()) {
    CAPTURE(f.inputs[0].shape());
    check_equal(f.joined(), f.apart());
    const auto apart = f.gradients(f.apart());
    const auto joined = f.gradients(f.joined());
    check_equal(joined[5], apart[5]);
    check_equal(joined[6], apart[6]);
    for (std::size_t k = 0; k < 5; ++k) {
      CAPTURE(k);
      const auto values = apart[k].values();
      CHECK(relative_l2(joined[k].values(), std::vector<double>(values.begin(), values.end())) <=
            1e-6);
    }
  }
}

TEST_CASE("normalised_conv2d: every gradient agrees with differences") {
  Fixture f({2, 4, 3, 3}, {3, 3, 3, 2}, {.padding = 1});
  const GradientCheck check = check_gradients(f.inputs, [&] { return f.joined(); });
  CHECK_MESSAGE(check.passed(), check.report());
}

TEST_CASE("normalised_conv2d: keeping the activated rows changes no bit") {
  for (Fixture& f : fixtures()) {
    const Tensor made = f.joined().detach();
    const auto expected = f.gradients(f.joined());
    f.options.keep_activated = true;
    check_equal(f.joined(), made);
    check_equal(f.gradients(f.joined()), expected);
  }
}

TEST_CASE("normalised_conv2d: the same bits at any number of threads") {
  const int before = threads();
  for (Fixture& f : fixtures()) {
    set_threads(1);
    const auto one = f.gradients(f.joined());
    for (const int count : {2, 7}) {
      set_threads(count);
      check_equal(f.gradients(f.joined()), one);
    }
  }
  set_threads(before);
}

TEST_CASE("normalised_conv2d: watching the gradients inside changes no bit") {
  Fixture f({3, 9, 7, 19}, {3, 3, 19, 37}, {.padding = 1});
  const auto expected = f.gradients(f.joined());
  Tensor d_y, d_z;
  const Normalised normalised = f.normalised();
  normalised.made->watch_activated([&](const Tensor& d) { d_y = d; });
  normalised.made->watch_pre_activation([&](const Tensor& d) { d_z = d; });
  check_equal(f.gradients(normalised_conv2d(normalised, f.inputs[5], f.options, f.inputs[6])),
              expected);
  check_equal(d_z, f.inputs[3].gradient());  // the skip's own

  const Tensor y = f.normalised().made->activated().set_requires_gradient(true);
  backward(conv2d(y, f.inputs[5], f.options.convolution), random_tensor(f.inputs[6].shape(), 13));
  check_equal(d_y, y.gradient());
}

TEST_CASE("normalised_conv2d: z and y are made when asked for") {
  const Fixture f({2, 4, 4, 5}, {1, 1, 5, 3}, {});
  const Normalised normalised = f.normalised();
  const Tensor z = normalised.made->pre_activation();
  check_equal(z, batch_norm_activation(f.inputs[0], {f.inputs[1], f.inputs[2], {}, {}}, {}, nullptr,
                                       {}, f.inputs[3]));
  check_equal(normalised.made->activated(), batch_norm_activation(f.normalised()));
}

TEST_CASE("normalised_conv2d: only those that want a gradient get one") {
  Fixture f({2, 4, 4, 5}, {3, 3, 5, 3}, {});
  const auto all = f.gradients(f.joined());
  for (std::size_t alone : {0u, 2u, 4u, 5u}) {
    Fixture other({2, 4, 4, 5}, {3, 3, 5, 3}, {});
    for (std::size_t k = 0; k < other.inputs.size(); ++k) {
      if (k != alone) other.inputs[k].set_requires_gradient(false);
    }
    const Tensor output = other.joined();
    backward(output, random_tensor(output.shape(), 13));
    CHECK(other.inputs[alone].gradient().defined());
    if (alone != 0) check_equal(other.inputs[alone].gradient(), all[alone]);
  }
}

TEST_CASE("only_activate: a convolution reads the activation alone") {
  const Conv2dOptions convolution{.stride = 2, .padding = Padding::same(), .groups = 19};
  std::vector<std::vector<Tensor>> gradients;
  Tensor outputs[2];
  for (const bool joined : {true, false}) {
    std::vector<Tensor> in;
    for (const Shape& shape : {Shape{3, 9, 8, 19}, Shape{19}, Shape{5, 5, 1, 19}}) {
      in.push_back(random_tensor(shape, in.size() + 1).set_requires_gradient(true));
    }
    accumulate_gradient(in[0].slot(), random_tensor(in[0].shape(), 11));
    const auto swish = formula::compile("swish");
    Tensor y = joined
                   ? normalised_conv2d(only_activate(in[0], {swish, {in[1]}}), in[2], {convolution})
                   : conv2d(activation(in[0], swish, {in[1]}), in[2], convolution);
    backward(y, random_tensor(y.shape(), 13));
    outputs[joined ? 0 : 1] = y.detach();
    gradients.push_back({in[0].gradient(), in[1].gradient(), in[2].gradient()});
  }
  check_equal(outputs[0], outputs[1]);
  check_equal(gradients[0][2], gradients[1][2]);
  for (const std::size_t k : {0u, 1u}) {
    const auto apart = gradients[1][k].values();
    CHECK(relative_l2(gradients[0][k].values(), std::vector<double>(apart.begin(), apart.end())) <=
          1e-6);
  }
}

TEST_CASE("only_activate: a scalar is refused") {
  CHECK(error_of([] { only_activate(Tensor::scalar(1.0f), {}); }) ==
        "[batch_norm_activation] needs an input [..., channels] of rank 2 or more, got []");
}

TEST_CASE("normalised_conv2d: what does not fit is refused") {
  Fixture f({2, 4, 4, 5}, {1, 1, 5, 3}, {});
  f.inputs[5] = Tensor::zeros({1, 1, 4, 3});
  CHECK(error_of([&] { f.joined(); }) ==
        "[conv2d] input channels must match the weight: got 5 (input [2, 4, 4, 5]), expected 4 "
        "(weight [3, 4, 1, 1])");
  f.inputs[5] = Tensor::zeros({1, 1, 5, 3});
  f.inputs[6] = Tensor::zeros({2, 4, 4, 5});
  CHECK(error_of([&] { f.joined(); }) ==
        "[conv2d] skip must have the output's shape: got [2, 4, 4, 5], expected [2, 4, 4, 3]");
}
