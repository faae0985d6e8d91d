#include <actlab/core/ops/pick.h>

#include <algorithm>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("pick: takes one element of each row and returns the gradient to it") {
  const Indices indices{2, 0, 2};
  check_operation(
      {random_tensor({3, 4}, 1)},
      [&](const std::vector<Tensor>& in) { return pick(in[0], indices); },
      [&](const std::vector<NaiveTensor>& in) {
        NaiveTensor y(Shape{3});
        for (std::int64_t n = 0; n < 3; ++n) {
          y[n] = in[0].at({n, indices[n]});
        }
        return y;
      });
}

TEST_CASE("pick: bad indices are named with row and value") {
  const Indices indices{0, 4};
  CHECK(error_of([&] {
          pick(Tensor::zeros({2, 4}), indices);
        }) == "[pick] the index in row 1 must be from 0 to 3, got 4 (input [2, 4])");
  CHECK(error_of([&] {
          pick(Tensor::zeros({3, 4}), indices);
        }) == "[pick] one index a row is needed: got indices [2] for input [3, 4], expected [3]");
  CHECK(error_of([&] { pick(Tensor::scalar(1.0f), indices); }) ==
        "[pick] needs an axis to work along, got a scalar");
}

TEST_CASE("pick: rows may have several axes or none") {
  const Tensor x = Tensor::from({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  const Tensor y = pick(x, Indices({2, 2}, {0, 1, 1, 0}));
  CHECK(y.shape() == Shape{2, 2});
  CHECK(std::ranges::equal(y.values(), std::vector{1.0f, 4.0f, 6.0f, 7.0f}));
  CHECK(pick(Tensor::from({3}, {1, 2, 3}), Indices(Shape{}, {2})).item() == 3.0f);
}
