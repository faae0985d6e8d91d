#include <actlab/core/ops/embedding.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/arithmetic.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("embedding: looks rows up and adds the gradients of repeated ones") {
  const Indices indices{1, 3, 1, 1};
  check_operation(
      {random_tensor({5, 3}, 1)},
      [&](const std::vector<Tensor>& in) { return embedding(in[0], indices); },
      [&](const std::vector<NaiveTensor>& in) {
        NaiveTensor y({4, 3});
        for (std::int64_t i = 0; i < 12; ++i) {
          y[i] = in[0].at({indices[i / 3], i % 3});
        }
        return y;
      });
}

TEST_CASE("embedding: an index out of range is named with its place") {
  const Indices indices{1, 5};
  CHECK(error_of([&] {
          embedding(Tensor::zeros({5, 3}), indices);
        }) == "[embedding] index 1 must be from 0 to 4, got 5 (weight [5, 3])");
  CHECK(error_of([&] { embedding(Tensor::zeros({5}), indices); }) ==
        "[embedding] the weight must be [entries, width], got [5]");
}

TEST_CASE("embedding: indices of several axes give rows of as many") {
  const Indices tokens({2, 3}, {1, 0, 2, 2, 2, 1});
  check_operation(
      {random_tensor({3, 70}, 1)},
      [&](const std::vector<Tensor>& in) { return embedding(in[0], tokens); },
      [&](const std::vector<NaiveTensor>& in) {
        NaiveTensor y({2, 3, 70});
        for (std::int64_t i = 0; i < 6 * 70; ++i) y[i] = in[0].at({tokens[i / 70], i % 70});
        return y;
      });
  CHECK(embedding(Tensor::zeros({3, 4}), Indices({0, 2}, {})).shape() == Shape{0, 2, 4});
}

TEST_CASE("embedding: the uses of one table gather in its gradient") {
  Tensor table = random_tensor({4, 3}, 1).set_requires_gradient(true);
  const Tensor used = embedding(table, {1, 1}) + embedding(table, {1, 2}) * 10.0f;
  backward(used, Tensor::ones({2, 3}));
  CHECK(table.gradient().values()[0] == 0.0f);
  CHECK(table.gradient().values()[3] == 12.0f);
  CHECK(table.gradient().values()[6] == 10.0f);
  backward(embedding(table, {3}), Tensor::ones({1, 3}));
  CHECK(table.gradient().values()[6] == 10.0f);
  CHECK(table.gradient().values()[9] == 1.0f);
}

TEST_CASE("embedding: bits do not depend on the number of threads") {
  std::vector<std::int32_t> drawn;
  Random random(1, Purpose::test);
  for (int i = 0; i < 900; ++i) drawn.push_back(static_cast<std::int32_t>(random.below(7)));
  const Indices tokens({30, 30}, drawn);
  const auto gradient = [&](int count) {
    set_threads(count);
    Tensor table = random_tensor({7, 300}, 2).set_requires_gradient(true);
    const Tensor y = embedding(table, tokens);
    backward(y, random_tensor(y.shape(), 3));
    return table.gradient();
  };
  const int before = threads();
  const Tensor alone = gradient(1);
  for (const int count : {2, 3, 7}) {
    CHECK(std::ranges::equal(gradient(count).values(), alone.values()));
  }
  set_threads(before);
}
