#include <actlab/core/ops/slice.h>

#include <actlab/core/ops/arithmetic.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("slice: takes a range of any axis and returns the gradient to it") {
  for (const std::int64_t axis : {0, 1, 2, -1}) {
    CAPTURE(axis);
    const std::int64_t at = axis < 0 ? 2 : axis;
    check_operation(
        {random_tensor({4, 4, 4}, 1)},
        [&](const std::vector<Tensor>& in) { return slice(in[0], axis, 1, 3); },
        [&](const std::vector<NaiveTensor>& in) {
          NaiveTensor y({at == 0 ? 2 : 4, at == 1 ? 2 : 4, at == 2 ? 2 : 4});
          for (std::int64_t i = 0; i < y.shape[0]; ++i) {
            for (std::int64_t j = 0; j < y.shape[1]; ++j) {
              for (std::int64_t k = 0; k < y.shape[2]; ++k) {
                y.at({i, j, k}) = in[0].at({i + (at == 0), j + (at == 1), k + (at == 2)});
              }
            }
          }
          return y;
        });
  }
}

TEST_CASE("slice: gradients of overlapping ranges add up") {
  Tensor x = Tensor::zeros({4}).set_requires_gradient(true);
  backward(slice(x, 0, 0, 3) + slice(x, 0, 1, 4), Tensor::ones({3}));
  const std::vector<float> expected{1, 2, 2, 1};
  CHECK(std::ranges::equal(x.gradient().values(), expected));
}

TEST_CASE("slice: a range outside the axis is refused and an empty one is legal") {
  CHECK(error_of([] {
          slice(Tensor::zeros({2, 3}), 1, 2, 4);
        }) == "[slice] the range [2, 4) is not within axis 1 of input [2, 3]");
  CHECK(error_of([] {
          slice(Tensor::zeros({2, 3}), 1, 2, 1);
        }) == "[slice] the range [2, 1) is not within axis 1 of input [2, 3]");
  CHECK(slice(Tensor::zeros({2, 3}), 0, 1, 1).shape() == Shape{0, 3});
}
