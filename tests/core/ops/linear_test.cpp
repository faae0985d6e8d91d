#include <actlab/core/ops/linear.h>

#include <algorithm>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

NaiveTensor linear_reference(const std::vector<NaiveTensor>& in) {
  const std::int64_t rows = in[0].shape[0];
  const std::int64_t inputs = in[0].shape[1];
  const std::int64_t outputs = in[1].shape[0];
  NaiveTensor y({rows, outputs});
  for (std::int64_t n = 0; n < rows; ++n) {
    for (std::int64_t o = 0; o < outputs; ++o) {
      y.at({n, o}) = in.size() > 2 ? in[2][o] : 0.0;
      for (std::int64_t i = 0; i < inputs; ++i) y.at({n, o}) += in[0].at({n, i}) * in[1].at({o, i});
    }
  }
  return y;
}

}  // namespace

TEST_CASE("linear: values and gradients agree with double") {
  const Tensor input = random_tensor({4, 6}, 1);
  const Tensor weight = random_tensor({3, 6}, 2);
  const Tensor bias = random_tensor({3}, 3);
  check_operation(
      {input, weight, bias},
      [](const std::vector<Tensor>& in) { return linear(in[0], in[1], in[2]); }, linear_reference);
}

TEST_CASE("linear: works along the last of any number of axes") {
  for (const Shape& shape : {Shape{6}, Shape{2, 5, 6}, Shape{2, 1, 3, 6}}) {
    check_operation(
        {random_tensor(shape, 1), random_tensor({3, 6}, 2), random_tensor({3}, 3)},
        [](const std::vector<Tensor>& in) { return linear(in[0], in[1], in[2]); },
        [](const std::vector<NaiveTensor>& in) {
          NaiveTensor rows({in[0].shape.elements() / 6, 6});
          rows.values = in[0].values;
          NaiveTensor y = linear_reference({rows, in[1], in[2]});
          std::vector<std::int64_t> sizes = in[0].shape.sizes();
          sizes.back() = 3;
          y.shape = Shape(sizes);
          return y;
        });
  }
  CHECK(linear(Tensor::zeros({2, 0, 6}), Tensor::zeros({3, 6})).shape() == Shape{2, 0, 3});
}

TEST_CASE("linear: works without a bias") {
  check_operation(
      {random_tensor({4, 6}, 1), random_tensor({3, 6}, 2)},
      [](const std::vector<Tensor>& in) { return linear(in[0], in[1]); }, linear_reference);
}

TEST_CASE("linear: an input without gradient leaves the weight's gradient right") {
  Tensor weight = Tensor::zeros({1, 2}).set_requires_gradient(true);
  backward(linear(Tensor::from({1, 2}, {3.0f, 5.0f}), weight), Tensor::ones({1, 1}));
  CHECK(weight.gradient().values()[0] == 3.0f);
  CHECK(weight.gradient().values()[1] == 5.0f);
}

TEST_CASE("linear: shapes that do not fit are named") {
  const Tensor weight = Tensor::zeros({10, 64});
  CHECK(error_of([&] {
          linear(Tensor::zeros({8, 32}), weight);
        }) ==
        "[linear] input features must match the weight: got 32 (input [8, 32]), expected 64 "
        "(weight [10, 64])");
  CHECK(error_of([&] { linear(Tensor::scalar(1.0f), weight); }) ==
        "[linear] the input must be [..., in] and the weight [out, in], got input [] and weight "
        "[10, 64]");
  CHECK(error_of([&] {
          linear(Tensor::zeros({8, 64}), weight, Tensor::zeros({64}));
        }) == "[linear] the bias must be [10] for weight [10, 64], got [64]");
}

TEST_CASE("linear: what makes the input again is asked in backward alone") {
  const std::vector<float> values{1, 2, 3, 4, 5, 6};
  int asked = 0;
  const auto again = [&] {
    ++asked;
    return Tensor::from({2, 3}, values);
  };
  const Tensor d_output = random_tensor({2, 4}, 2);
  std::vector<Tensor> gradients;
  for (const bool keep : {true, false}) {
    Tensor x = as_parameters({Tensor::from({2, 3}, values)}).front();
    const Tensor weight = as_parameters({random_tensor({4, 3}, 1)}).front();
    const Tensor y = keep ? linear(x, weight) : linear(x, again, weight);
    CHECK(asked == 0);
    backward(y, d_output);
    gradients.insert(gradients.end(), {x.gradient(), weight.gradient()});
  }
  CHECK(asked == 1);
  for (const std::size_t i : {0u, 1u}) {
    CHECK(std::ranges::equal(gradients[i].values(), gradients[i + 2].values()));
  }
}

TEST_CASE("linear: without a gradient of the weight nothing is made again") {
  Tensor x = as_parameters({random_tensor({2, 3}, 1)}).front();
  const Tensor weight = random_tensor({4, 3}, 1);
  backward(linear(
               x, [] { return Tensor(); }, weight),
           random_tensor({2, 4}, 2));
  CHECK(x.gradient().defined());
}
