#include <actlab/core/ops/dense_features.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/ops/batch_norm.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/error_text.h"
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

constexpr std::int64_t kChannels = 3, kGrowth = 2, kLayers = 3;

const formula::FormulaPointer& swish() {
  static const auto formula = formula::compile("swish");
  return formula;
}

// [x], then scale, shift, beta and weight of each layer.
std::vector<Tensor> block_inputs(std::int64_t kernel) {
  std::uint64_t seed = 0;
  std::vector<Tensor> inputs{random_tensor({2, 5, 4, kChannels}, ++seed)};
  for (std::int64_t layer = 0; layer < kLayers; ++layer) {
    const std::int64_t channels = kChannels + layer * kGrowth;
    for (int k = 0; k < 3; ++k) inputs.push_back(random_tensor({channels}, ++seed));
    inputs.push_back(random_tensor({kernel, kernel, channels, kGrowth}, ++seed));
  }
  for (Tensor& input : inputs) input.set_requires_gradient(true);
  return inputs;
}

const Tensor& of_layer(const std::vector<Tensor>& inputs, std::int64_t layer, std::size_t k) {
  return inputs[1 + 4 * static_cast<std::size_t>(layer) + k];
}

NormalisedConv2dOptions same_size(const Tensor& weight) {
  return {.convolution = {.padding = weight.size(0) / 2}};
}

Tensor in_place(const std::vector<Tensor>& inputs) {
  DenseFeatures features(inputs[0], kLayers * kGrowth);
  for (std::int64_t layer = 0; layer < kLayers; ++layer) {
    const auto of = [&](std::size_t k) { return of_layer(inputs, layer, k); };
    const Normalised y =
        features.normalise({.scale = of(0), .shift = of(1)}, {}, {swish(), {of(2)}});
    features.append(y, of(3), same_size(of(3)));
  }
  return features.all();
}

// As the paper writes it.
Tensor joined_anew(const std::vector<Tensor>& inputs) {
  Tensor x = inputs[0];
  for (std::int64_t layer = 0; layer < kLayers; ++layer) {
    const auto of = [&](std::size_t k) { return of_layer(inputs, layer, k); };
    const Tensor y =
        batch_norm_activation(x, {.scale = of(0), .shift = of(1)}, {}, swish(), {of(2)});
    x = concat({x, conv2d(y, of(3), same_size(of(3)).convolution)}, 3);
  }
  return x;
}

void check_equal_gradients(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    REQUIRE(a[i].gradient().defined());
    CHECK_MESSAGE(relative_l2(a[i].gradient().values(), b[i].gradient().values()) <= 1e-5, "input ",
                  i);
  }
}

}  // namespace

TEST_CASE("dense_features: values and gradients are those of joining the channels anew") {
  for (const std::int64_t kernel : {1, 3}) {
    const std::vector<Tensor> a = block_inputs(kernel), b = block_inputs(kernel);
    const Tensor y = in_place(a), expected = joined_anew(b);
    REQUIRE(y.shape() == Shape{2, 5, 4, kChannels + kLayers * kGrowth});
    CHECK(relative_l2(y.values(), expected.values()) <= 1e-6);
    const Tensor d_y = random_tensor(y.shape(), 99);
    backward(y, d_y);
    backward(expected, d_y);
    check_equal_gradients(a, b);
  }
}

TEST_CASE("dense_features: gradients are those of central differences") {
  const GradientCheck check = check_gradients(block_inputs(3), in_place);
  CHECK_MESSAGE(check.passed(), check.report());
}

TEST_CASE("dense_features: running statistics move once a normalisation, as without it") {
  const Tensor x = random_tensor({2, 5, 4, kChannels}, 1);
  BatchNorm expected{.running_mean = Tensor::zeros({kChannels}),
                     .running_variance = Tensor::ones({kChannels})};
  BatchNorm got{.running_mean = Tensor::zeros({kChannels}),
                .running_variance = Tensor::ones({kChannels})};
  batch_norm_activation(x, expected);
  DenseFeatures features(x, kGrowth);
  features.normalise(got);
  CHECK(std::ranges::equal(got.running_mean.values(), expected.running_mean.values()));
  CHECK(std::ranges::equal(got.running_variance.values(), expected.running_variance.values()));
  features.normalise(got, {.training = false});
  CHECK(std::ranges::equal(got.running_mean.values(), expected.running_mean.values()));
}

TEST_CASE("dense_features: a gradient that somebody else holds is not written to") {
  const std::vector<Tensor> inputs = block_inputs(3);
  const Tensor y = in_place(inputs);
  const Tensor d_y = random_tensor(y.shape(), 99);
  const Tensor before = d_y.clone();
  backward(y, d_y);
  CHECK(std::ranges::equal(d_y.values(), before.values()));
}

TEST_CASE("dense_features: a state in the middle may be read elsewhere too") {
  const auto two_readers = [](const std::vector<Tensor>& inputs) {
    DenseFeatures features(inputs[0], 2 * kGrowth);
    const auto read = [&](const Tensor& weight) {
      return normalised_conv2d(features.normalise({}), weight);
    };
    const Tensor aside = read(inputs[1]);
    features.append(features.normalise({}), inputs[1]);
    const Tensor later = read(inputs[2]);
    features.append(features.normalise({}), inputs[2]);
    return concat({aside, later, features.all()}, 3);
  };
  const GradientCheck check = check_gradients(
      {random_tensor({2, 3, 3, kChannels}, 1), random_tensor({1, 1, kChannels, kGrowth}, 2),
       random_tensor({1, 1, kChannels + kGrowth, kGrowth}, 3)},
      two_readers);
  CHECK_MESSAGE(check.passed(), check.report());
}

TEST_CASE("dense_features: errors say what has no room, and what is missing") {
  DenseFeatures features(random_tensor({1, 2, 2, 3}, 1), 4);
  CHECK(error_of([&] { features.all(); }) ==
        "[dense_features] 4 channels of [1, 2, 2, 7] are still to be appended");
  CHECK(error_of([&] {
          features.append(features.normalise({}), random_tensor({1, 1, 3, 5}, 2));
        }) ==
        "[normalised_conv2d_into] the images must have room for the result: got "
        "[1, 2, 2, 7], expected [1, 2, 2, 5] to fit into its channels from 3 on");
  CHECK(error_of([] {
          DenseFeatures(random_tensor({2, 3}, 1), 1);
        }) ==
        "[dense_features] needs images [n, h, w, channels] and room for 0 channels or more, got "
        "[2, 3] and 1");
  CHECK(error_of([] {
          ChannelView(random_tensor({2, 3}, 1), 2, 2);
        }) == "[channel_view] a tensor [2, 3] has no channels [2, 4)");
}
