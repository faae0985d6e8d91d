#include <actlab/core/ops/reshape.h>

#include <algorithm>

#include <actlab/core/ops/permute.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("reshape: keeps the values and reshapes the gradient") {
  Tensor x = random_tensor({2, 6}, 1).set_requires_gradient(true);
  const Tensor y = reshape(x, {3, -1});
  CHECK(y.shape() == Shape{3, 4});
  CHECK(y.data() == x.data());  // nothing is copied
  const Tensor d_y = random_tensor({3, 4}, 2);
  backward(y, d_y);
  CHECK(x.gradient().shape() == Shape{2, 6});
  CHECK(std::ranges::equal(x.gradient().values(), d_y.values()));
}

TEST_CASE("reshape: sizes that do not fit are refused") {
  const Tensor x = Tensor::zeros({2, 6});
  CHECK(error_of([&] {
          reshape(x, {5, 2});
        }) == "[reshape] input [2, 6] has 12 elements and cannot become [5, 2]");
  CHECK(error_of([&] {
          reshape(x, {5, -1});
        }) == "[reshape] no size in place of -1 gives 12 elements (input [2, 6])");
  CHECK(error_of([&] { reshape(x, {-1, -1}); }) == "[shape] sizes must not be negative, got -1");
  CHECK(reshape(Tensor::zeros({1}), {}).shape() == Shape{});
}

TEST_CASE("permute: moves values and gradients for every order of three axes") {
  std::vector<std::int64_t> order{0, 1, 2};
  do {
    check_operation(
        {random_tensor({2, 3, 4}, 1)},
        [&](const std::vector<Tensor>& in) { return permute(in[0], order); },
        [&](const std::vector<NaiveTensor>& in) {
          const Shape& from = in[0].shape;
          NaiveTensor y({from[order[0]], from[order[1]], from[order[2]]});
          std::int64_t index[3];
          for (index[0] = 0; index[0] < 2; ++index[0]) {
            for (index[1] = 0; index[1] < 3; ++index[1]) {
              for (index[2] = 0; index[2] < 4; ++index[2]) {
                y.at({index[order[0]], index[order[1]], index[order[2]]}) =
                    in[0].at({index[0], index[1], index[2]});
              }
            }
          }
          return y;
        });
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("transpose: swaps the last two axes") {
  const Tensor x = random_tensor({2, 3, 4}, 1);
  CHECK(transpose(x).shape() == Shape{2, 4, 3});
  CHECK(std::ranges::equal(transpose(transpose(x)).values(), x.values()));
  CHECK(transpose(x).data()[1] == x.data()[4]);
  CHECK(error_of([] { transpose(Tensor::zeros({3})); }) ==
        "[transpose] needs at least two axes, got [3]");
}

TEST_CASE("permute: an order that is none is refused") {
  CHECK(error_of([] {
          permute(Tensor::zeros({2, 3}), {0, 0});
        }) == "[permute] the order must name each axis once, got [0, 0] for input [2, 3]");
  CHECK(error_of([] {
          permute(Tensor::zeros({2, 3}), {0});
        }) == "[permute] the order must name each axis once, got [0] for input [2, 3]");
  CHECK(error_of([] {
          permute(Tensor::zeros({2, 3}), {0, 2});
        }) == "[permute] axis 2 does not exist in a tensor of shape [2, 3]");
}
