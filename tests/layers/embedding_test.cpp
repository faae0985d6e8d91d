#include <actlab/layers/embedding.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/ops/linear.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/watch.h>
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::layers;
using namespace actlab::test;

TEST_CASE("Embedding: looks up rows of a table of group embeddings") {
  const Embedding table(5, 3);
  REQUIRE(table.parameters().size() == 1);
  CHECK(table.parameters()[0].name == "weight");
  CHECK(table.parameters()[0].traits.group == group::embeddings);
  const Tensor y = table.forward(Indices({2, 2}, {4, 0, 0, 1}));
  CHECK(y.shape() == Shape{2, 2, 3});
}

TEST_CASE("Embedding: starts with rows of length one whatever the scheme") {
  for (const InitScheme scheme : {InitScheme::he, InitScheme::glorot}) {
    Embedding table(400, 100);
    initialise(table, scheme, 1);
    double squares = 0.0;
    for (const float value : table.weight().values()) squares += double{value} * double{value};
    CHECK(squares / 400.0 == doctest::Approx(1.0).epsilon(0.02));
  }
}

TEST_CASE("Embedding: the gradients of look-up and output meet in one table") {
  const Embedding table(4, 2);
  const Tensor looked_up = table.forward({1, 1});
  const Tensor logits = linear(random_tensor({3, 2}, 1), table.weight());
  backward(looked_up, Tensor::ones({2, 2}));
  CHECK(table.weight().gradient().values()[2] == 2.0f);
  backward(logits, Tensor::ones({3, 4}));
  CHECK(table.weight().gradient().values()[0] != 0.0f);
}

TEST_CASE("Embedding: a watch sees what is looked up") {
  Embedding table(4, 2);
  int seen_times = 0;
  const Watch watch(table, [&](const Seen& seen) {
    ++seen_times;
    CHECK(seen.output.shape() == Shape{3, 2});
    CHECK(seen.input.shape() == Shape{4, 2});
  });
  table.forward({1, 2, 3});
  CHECK(seen_times == 1);
}
