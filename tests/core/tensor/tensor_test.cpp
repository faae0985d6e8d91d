#include <actlab/core/tensor/tensor.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("tensor: is made from values in row-major order") {
  const Tensor x = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(x.rank() == 2);
  CHECK(x.size(-1) == 3);
  CHECK(x.elements() == 6);
  CHECK(x.values()[4] == 5.0f);
  CHECK(Tensor::full({2}, 7.0f).values()[1] == 7.0f);
  CHECK(Tensor::scalar(3.0f).item() == 3.0f);
  CHECK(Tensor::zeros({0, 3}).values().empty());
}

TEST_CASE("tensor: copies share values and clones do not") {
  Tensor x = Tensor::zeros({2});
  Tensor shared = x;
  const Tensor own = x.clone();
  shared.data()[0] = 1.0f;
  CHECK(x.values()[0] == 1.0f);
  CHECK(own.values()[0] == 0.0f);
  CHECK_FALSE(x.owns_values_alone());
  CHECK(own.owns_values_alone());
}

TEST_CASE("tensor: a view has the same values in another shape and no gradient") {
  Tensor x = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6}).set_requires_gradient(true);
  const Tensor y = x.view({3, 2});
  CHECK(y.data() == x.data());
  CHECK(y.shape() == Shape{3, 2});
  CHECK_FALSE(y.requires_gradient());
  CHECK_FALSE(x.detach().requires_gradient());
  CHECK(error_of([&] { (void)x.view({4}); }) ==
        "[view] shape [2, 3] has 6 elements and cannot become [4]");
}

TEST_CASE("tensor: copy_from overwrites values seen by every handle") {
  Tensor x = Tensor::zeros({2});
  const Tensor shared = x;
  x.copy_from(Tensor::from({2}, {3, 4}));
  CHECK(shared.values()[1] == 4.0f);
  CHECK(error_of([&] { x.copy_from(Tensor::zeros({3})); }) ==
        "[copy_from] shapes must be equal: got [3], expected [2]");
}

TEST_CASE("tensor: wrong uses are refused") {
  CHECK(error_of([] {
          (void)Tensor::from({2}, {1, 2, 3});
        }) == "[tensor] shape [2] has 2 elements, got 3 values");
  CHECK(error_of([] { (void)Tensor::zeros({2}).item(); }) ==
        "[item] needs a tensor with one element, got shape [2]");
  CHECK(error_of([] { (void)Tensor().data(); }) ==
        "[tensor] has no values: it was declared but never made");
  CHECK_FALSE(Tensor().defined());
}

TEST_CASE("tensor: asking twice for a gradient keeps the parameter and its gradient") {
  Tensor x = Tensor::zeros({2}).set_requires_gradient(true);
  accumulate_gradient(x.slot(), Tensor::ones({2}));
  x.set_requires_gradient(true);
  CHECK(x.gradient().values()[0] == 1.0f);
  x.clear_gradient();
  CHECK_FALSE(x.gradient().defined());
  x.set_requires_gradient(false);
  CHECK_FALSE(x.requires_gradient());
}
