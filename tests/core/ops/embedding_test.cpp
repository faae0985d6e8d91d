#include <actlab/core/ops/embedding.h>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("embedding: looks rows up and adds the gradients of repeated ones") {
  const std::vector<std::int64_t> indices{1, 3, 1, 1};
  check_operation(
      {random_tensor({5, 3}, 1)},
      [&](const std::vector<Tensor>& in) { return embedding(in[0], indices); },
      [&](const std::vector<NaiveTensor>& in) {
        NaiveTensor y({4, 3});
        for (std::int64_t i = 0; i < 12; ++i) {
          y[i] = in[0].at({indices[static_cast<std::size_t>(i / 3)], i % 3});
        }
        return y;
      });
}

TEST_CASE("embedding: an index out of range is named with its place") {
  const std::vector<std::int64_t> indices{1, 5};
  CHECK(error_of([&] {
          embedding(Tensor::zeros({5, 3}), indices);
        }) == "[embedding] index 1 must be from 0 to 4, got 5 (weight [5, 3])");
  CHECK(error_of([&] { embedding(Tensor::zeros({5}), indices); }) ==
        "[embedding] the weight must be [entries, width], got [5]");
}
