#include <actlab/core/tensor/gradient_check.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/error_text.h"
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::test;

namespace {

// y = x^3 + a x with gradients scaled by `mistake` in one place of a.
Tensor cubic(const Tensor& x, const Tensor& a, float mistake) {
  Tensor y = Tensor::uninitialised(x.shape());
  for (std::int64_t i = 0; i < x.elements(); ++i) {
    const float value = x.data()[i];
    y.data()[i] = value * value * value + a.data()[i] * value;
  }
  record("cubic", y, {x, a},
         [=, x = x.detach(), a = a.detach()](const Tensor& d_y, const GradientSlots& inputs) {
           Tensor d_x = Tensor::uninitialised(x.shape()), d_a = Tensor::uninitialised(x.shape());
           for (std::int64_t i = 0; i < x.elements(); ++i) {
             const float value = x.data()[i];
             d_x.data()[i] = d_y.data()[i] * (3.0f * value * value + a.data()[i]);
             d_a.data()[i] = d_y.data()[i] * value * (i == 5 ? mistake : 1.0f);
           }
           if (inputs[0]) accumulate_gradient(inputs[0], d_x);
           if (inputs[1]) accumulate_gradient(inputs[1], d_a);
         });
  return y;
}

TensorFunction cubic_with(float mistake) {
  return [=](const std::vector<Tensor>& in) { return cubic(in[0], in[1], mistake); };
}

std::vector<double> cubic_in_double(const std::vector<std::vector<double>>& in) {
  std::vector<double> y;
  for (std::size_t i = 0; i < in[0].size(); ++i) {
    y.push_back(in[0][i] * in[0][i] * in[0][i] + in[1][i] * in[0][i]);
  }
  return y;
}

const std::vector<Tensor>& inputs() {
  static const std::vector<Tensor> made{random_tensor({2, 3}, 1, 0.5f, 1.5f),
                                        random_tensor({2, 3}, 2)};
  return made;
}

}  // namespace

TEST_CASE("check_gradients: right gradients pass against both kinds of slope") {
  CHECK(check_gradients(inputs(), cubic_with(1.0f)).passed());
  const GradientCheck check = check_gradients(inputs(), cubic_with(1.0f), cubic_in_double);
  CHECK_MESSAGE(check.passed(), check.report());
  REQUIRE(check.relative_l2.size() == 2);
  CHECK(check.relative_l2[0] < 1e-6);
}

TEST_CASE("check_gradients: the worst coordinate is named") {
  for (const GradientCheck& check :
       {check_gradients(inputs(), cubic_with(1.5f)),
        check_gradients(inputs(), cubic_with(1.5f), cubic_in_double)}) {
    CHECK_FALSE(check.passed());
    CHECK(check.input == 1);
    CHECK(check.element == 5);
    CHECK(check.gradient == doctest::Approx(1.5 * check.slope).epsilon(1e-3));
    CHECK(check.relative_l2[1] > 0.1);
    CHECK(contains(check.report(), "input 1 [2, 3] at [1, 2]: gradient "));
    CHECK(contains(check.report(), "times what is allowed)"));
  }
}

TEST_CASE("check_gradients: an error of a hundredth is found and one within the tolerance not") {
  CHECK_FALSE(check_gradients(inputs(), cubic_with(1.01f)).passed());
  CHECK(check_gradients(inputs(), cubic_with(1.01f), {.relative = 0.02}).passed());
  CHECK_FALSE(check_gradients(inputs(), cubic_with(1.001f), cubic_in_double).passed());
}

TEST_CASE("check_gradients: NaN and a gradient that does not arrive do not pass") {
  CHECK_FALSE(check_gradients(inputs(), cubic_with(NAN)).passed());
  const auto forgetful = [](const std::vector<Tensor>& in) {
    return cubic(in[0], in[1].detach(), 1.0f);
  };
  const GradientCheck check = check_gradients(inputs(), forgetful);
  CHECK_FALSE(check.passed());
  CHECK(check.input == 1);
  CHECK(check.gradient == 0.0);
}

TEST_CASE("check_gradients: parameters are moved in place and put back bit for bit") {
  const Tensor x = inputs()[0].clone().set_requires_gradient(true);
  const Tensor a = inputs()[1].clone().set_requires_gradient(true);
  backward(cubic(x, a, 1.0f), Tensor::ones({2, 3}));  // a gradient from before is not counted
  int calls = 0;
  const auto output = [&] {
    if (++calls == 20) throw Error("enough");
    return cubic(x, a, 1.0f);
  };
  CHECK(error_of([&] { (void)check_gradients({x, a}, output); }) == "enough");
  CHECK(std::ranges::equal(x.values(), inputs()[0].values()));
  CHECK(check_gradients({x, a}, output).passed());
  CHECK(std::ranges::equal(x.values(), inputs()[0].values()));
  CHECK(std::ranges::equal(a.values(), inputs()[1].values()));
  CHECK_FALSE(x.gradient().defined());
}

TEST_CASE("check_gradients: a reference of another size is refused") {
  const auto short_one = [](const std::vector<std::vector<double>>&) {
    return std::vector<double>(5);
  };
  CHECK(error_of([&] { (void)check_gradients(inputs(), cubic_with(1.0f), short_one); }) ==
        "[check_gradients] the reference gives 5 values where the output has shape [2, 3]");
}

TEST_CASE("check_gradients: where nothing depends on the inputs, gradients count as 0") {
  const auto constant = [](const std::vector<Tensor>&) { return Tensor::full({2}, 3.0f); };
  CHECK(check_gradients(inputs(), constant).passed());
  CHECK(check_gradients(inputs(), constant, [](const auto&) {
          return std::vector<double>{3.0, 3.0};
        }).passed());
  const auto detached = [](const std::vector<Tensor>& in) { return in[0].detach(); };
  const GradientCheck check = check_gradients(inputs(), detached);
  CHECK(!check.passed());  // what forgot to record has slopes and no gradients
  CHECK(check.gradient == 0.0);
}
