#include <actlab/core/ops/concat.h>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("concat: joins along any axis and splits the gradient") {
  for (const std::int64_t axis : {0, 1, 2, -1}) {
    CAPTURE(axis);
    const std::int64_t at = axis < 0 ? 2 : axis;
    const auto shape = [&](std::int64_t size) {
      std::vector<std::int64_t> sizes{2, 3, 4};
      sizes[static_cast<std::size_t>(at)] = size;
      return Shape(sizes);
    };
    check_operation(
        {random_tensor(shape(2), 1), random_tensor(shape(1), 2), random_tensor(shape(3), 3)},
        [&](const std::vector<Tensor>& in) { return concat(in, axis); },
        [&](const std::vector<NaiveTensor>& in) {
          NaiveTensor y(shape(6));
          std::int64_t begin = 0;
          for (const NaiveTensor& part : in) {
            std::int64_t inner = 1;
            for (std::int64_t i = at + 1; i < 3; ++i) inner *= part.shape[i];
            const std::int64_t size = part.shape[at];
            for (std::int64_t i = 0; i < part.shape.elements(); ++i) {
              const std::int64_t place = i / inner % size + begin;
              y[(i / inner / size * 6 + place) * inner + i % inner] = part[i];
            }
            begin += size;
          }
          return y;
        });
  }
}

TEST_CASE("concat: tensors without a gradient may stand between others") {
  Tensor a = Tensor::zeros({1}).set_requires_gradient(true);
  backward(concat({Tensor::zeros({2}), a, Tensor::zeros({0})}, 0), Tensor::from({3}, {1, 2, 3}));
  CHECK(a.gradient().item() == 3.0f);
}

TEST_CASE("concat: shapes that do not fit are named") {
  CHECK(error_of([] {
          concat({Tensor::zeros({2, 3}), Tensor::zeros({2, 4})}, 0);
        }) == "[concat] shapes must agree on every axis but 0: got [2, 4] beside [2, 3]");
  CHECK(error_of([] { concat({}, 0); }) == "[concat] needs at least one tensor");
  CHECK(error_of([] { concat({Tensor::zeros({2})}, 1); }) ==
        "[concat] axis 1 does not exist in a tensor of shape [2]");
}
