#include <actlab/core/ops/softmax.h>

#include <algorithm>
#include <cmath>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

NaiveTensor softmax_reference(const NaiveTensor& x, bool logarithm) {
  NaiveTensor y(x.shape);
  const std::int64_t width = x.shape[-1];
  for (std::int64_t row = 0; row < x.shape.elements(); row += width) {
    double sum = 0.0;
    for (std::int64_t i = row; i < row + width; ++i) sum += std::exp(x[i]);
    for (std::int64_t i = row; i < row + width; ++i) {
      y[i] = logarithm ? x[i] - std::log(sum) : std::exp(x[i]) / sum;
    }
  }
  return y;
}

}  // namespace

TEST_CASE("softmax: values and gradients agree with double") {
  for (const Shape& shape : {Shape{7}, Shape{3, 5}, Shape{2, 3, 4}}) {
    check_operation(
        {random_tensor(shape, 1, -4.0f, 4.0f)},
        [](const std::vector<Tensor>& in) { return softmax(in[0]); },
        [](const std::vector<NaiveTensor>& in) { return softmax_reference(in[0], false); });
  }
}

TEST_CASE("log_softmax: values and gradients agree with double") {
  for (const Shape& shape : {Shape{7}, Shape{3, 5}, Shape{2, 3, 4}}) {
    check_operation(
        {random_tensor(shape, 1, -4.0f, 4.0f)},
        [](const std::vector<Tensor>& in) { return log_softmax(in[0]); },
        [](const std::vector<NaiveTensor>& in) { return softmax_reference(in[0], true); });
  }
}

TEST_CASE("softmax: huge inputs neither overflow nor lose the largest") {
  const Tensor x = Tensor::from({1, 3}, {1e38f, -1e38f, 1e38f});
  CHECK(softmax(x).values()[0] == 0.5f);
  CHECK(softmax(x).values()[1] == 0.0f);
  CHECK(log_softmax(x).values()[2] == doctest::Approx(-std::log(2.0)));
  CHECK(log_softmax(x).values()[1] == doctest::Approx(-2e38));
}

TEST_CASE("log_softmax: small probabilities keep their relative accuracy") {
  const Tensor y = log_softmax(Tensor::from({2}, {0.0f, -200.0f}));
  CHECK(y.values()[1] == -200.0f);  // the probability itself is zero in float32
}

TEST_CASE("softmax: a scalar has no axis to work along") {
  CHECK(error_of([] { softmax(Tensor::scalar(1.0f)); }) ==
        "[softmax] needs an axis to work along, got a scalar");
  CHECK(softmax(Tensor::zeros({3, 0})).shape() == Shape{3, 0});
}
