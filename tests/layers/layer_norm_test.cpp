#include <actlab/layers/layer_norm.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/ops/arithmetic.h>
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::layers;
using namespace actlab::test;

TEST_CASE("LayerNorm: has weight and bias of group norms that start at 1 and 0") {
  const LayerNorm norm(6);
  const std::vector<NamedParameter> parameters = norm.parameters();
  REQUIRE(parameters.size() == 2);
  CHECK(parameters[0].name == "weight");
  CHECK(parameters[1].name == "bias");
  for (const NamedParameter& parameter : parameters) {
    CHECK(parameter.traits.group == group::norms);
    CHECK(parameter.tensor.shape() == Shape{6});
  }
  CHECK(parameters[0].tensor.values()[5] == 1.0f);
  CHECK(parameters[1].tensor.values()[5] == 0.0f);
}

TEST_CASE("LayerNorm: normalises alone and behind a residual connection") {
  LayerNorm norm(6, 1e-3);
  const Tensor x = random_tensor({2, 3, 6}, 1), residual = random_tensor({2, 3, 6}, 2);
  const Tensor ones = Tensor::ones({6}), zeros = Tensor::zeros({6});
  CHECK(std::ranges::equal(norm.forward(x).values(), layer_norm(x, ones, zeros, 1e-3).values()));
  const Tensor y = norm.forward(x, residual);
  CHECK(std::ranges::equal(y.values(), norm.forward(add(x, residual)).values()));
}

TEST_CASE("LayerNorm: a watch sees the sum that is never stored") {
  LayerNorm norm(6);
  const Tensor x = random_tensor({2, 6}, 1), residual = random_tensor({2, 6}, 2);
  int seen_times = 0;
  const Watch watch(norm, [&](const Seen& seen) {
    ++seen_times;
    CHECK_FALSE(seen.input.is_stored());
    CHECK(std::ranges::equal(seen.input.tensor().values(), add(x, residual).values()));
    CHECK(seen.output.shape() == Shape{2, 6});
  });
  norm.forward(x, residual);
  CHECK(seen_times == 1);
}
