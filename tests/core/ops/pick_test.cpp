#include <actlab/core/ops/pick.h>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("pick: takes one element of each row and returns the gradient to it") {
  const std::vector<std::int64_t> indices{2, 0, 2};
  check_operation(
      {random_tensor({3, 4}, 1)},
      [&](const std::vector<Tensor>& in) { return pick(in[0], indices); },
      [&](const std::vector<NaiveTensor>& in) {
        NaiveTensor y(Shape{3});
        for (std::int64_t n = 0; n < 3; ++n) {
          y[n] = in[0].at({n, indices[static_cast<std::size_t>(n)]});
        }
        return y;
      });
}

TEST_CASE("pick: bad indices are named with row and value") {
  const std::vector<std::int64_t> indices{0, 4};
  CHECK(error_of([&] {
          pick(Tensor::zeros({2, 4}), indices);
        }) == "[pick] the index in row 1 must be from 0 to 3, got 4 (input [2, 4])");
  CHECK(error_of([&] {
          pick(Tensor::zeros({3, 4}), indices);
        }) == "[pick] one index a row is needed: got 2 indices for input [3, 4]");
  CHECK(error_of([&] { pick(Tensor::zeros({3}), indices); }) ==
        "[pick] the input must be [N, K], got [3]");
}
