#include <actlab/core/ops/loss.h>

#include <algorithm>
#include <cmath>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

const std::vector<std::int64_t> kLabels{2, 0, 4, 4};

NaiveTensor each_reference(const NaiveTensor& x, double smoothing) {
  const std::int64_t classes = x.shape[1];
  NaiveTensor loss({x.shape[0]});
  for (std::int64_t n = 0; n < x.shape[0]; ++n) {
    double sum = 0.0;
    for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(x.at({n, k}));
    for (std::int64_t k = 0; k < classes; ++k) {
      const double own = k == kLabels[static_cast<std::size_t>(n)] ? 1.0 - smoothing : 0.0;
      loss[n] -= (own + smoothing / static_cast<double>(classes)) * (x.at({n, k}) - std::log(sum));
    }
  }
  return loss;
}

}  // namespace

TEST_CASE("cross_entropy: values and gradients agree with double with and without smoothing") {
  for (const float smoothing : {0.0f, 0.1f, 1.0f}) {
    check_operation(
        {random_tensor({4, 5}, 1, -3.0f, 3.0f)},
        [&](const std::vector<Tensor>& in) { return cross_entropy(in[0], kLabels, smoothing); },
        [&](const std::vector<NaiveTensor>& in) {
          NaiveTensor mean{Shape{}};
          for (const double loss : each_reference(in[0], static_cast<double>(smoothing)).values) {
            mean[0] += loss / 4.0;
          }
          return mean;
        });
  }
}

TEST_CASE("cross_entropy_each: values and gradients agree with double") {
  for (const float smoothing : {0.0f, 0.1f}) {
    check_operation(
        {random_tensor({4, 5}, 1, -3.0f, 3.0f)},
        [&](const std::vector<Tensor>& in) {
          return cross_entropy_each(in[0], kLabels, smoothing);
        },
        [&](const std::vector<NaiveTensor>& in) {
          return each_reference(in[0], static_cast<double>(smoothing));
        });
  }
}

TEST_CASE("cross_entropy: equal logits cost the logarithm of the number of classes") {
  const std::vector<std::int64_t> labels(64, 3);
  CHECK(cross_entropy(Tensor::full({64, 10}, 7.0f), labels).item() ==
        static_cast<float>(std::log(10.0)));
}

TEST_CASE("cross_entropy: logits of plus and minus 1e38 give a finite loss and gradient") {
  for (const float smoothing : {0.0f, 0.1f}) {
    Tensor logits = Tensor::from({2, 3}, {1e38f, -1e38f, 0.0f, -1e38f, 1e38f, 1e38f})
                        .set_requires_gradient(true);
    const std::vector<std::int64_t> labels{1, 0};
    const Tensor loss = cross_entropy(logits, labels, smoothing);
    backward(loss);
    CHECK(std::isfinite(loss.item()));
    CHECK(loss.item() > 1e38f);
    CHECK(
        std::ranges::all_of(logits.gradient().values(), [](float d) { return std::isfinite(d); }));
  }
}

TEST_CASE("cross_entropy: a class that cannot be costs nothing unless it is the target") {
  const Tensor logits = Tensor::from({1, 3}, {-INFINITY, 0.0f, 1.0f});
  const auto loss = [&](std::int64_t label, float smoothing) {
    return cross_entropy(logits, std::vector{label}, smoothing).item();
  };
  CHECK(loss(2, 0.0f) == doctest::Approx(0.313261688).epsilon(1e-7));
  CHECK(loss(1, 0.0f) == doctest::Approx(1.313261688).epsilon(1e-7));
  CHECK(loss(0, 0.0f) == INFINITY);
  CHECK(loss(2, 0.1f) == INFINITY);
  CHECK(loss(0, 1.0f) == INFINITY);
  Tensor x = logits.clone().set_requires_gradient(true);
  backward(cross_entropy(x, std::vector<std::int64_t>{2}));
  CHECK(x.gradient().values()[0] == 0.0f);
  CHECK(x.gradient().values()[1] == doctest::Approx(0.268941421).epsilon(1e-6));
}

TEST_CASE("cross_entropy: a confident right answer costs next to nothing but not zero") {
  const std::vector<std::int64_t> labels{0};
  const float loss = cross_entropy(Tensor::from({1, 2}, {15.0f, 0.0f}), labels).item();
  CHECK(loss == doctest::Approx(std::log1p(std::exp(-15.0))).epsilon(1e-6));
}

TEST_CASE("cross_entropy: the gradient of each row sums to zero") {
  Tensor logits = random_tensor({4, 5}, 9).set_requires_gradient(true);
  backward(cross_entropy(logits, kLabels, 0.1f));
  for (std::int64_t row = 0; row < 4; ++row) {
    double sum = 0.0;
    for (std::int64_t k = 0; k < 5; ++k) {
      sum += static_cast<double>(logits.gradient().data()[row * 5 + k]);
    }
    CHECK(std::abs(sum) < 1e-7);
  }
}

TEST_CASE("cross_entropy: NaN logits give a NaN loss") {
  const std::vector<std::int64_t> labels{0};
  CHECK(std::isnan(cross_entropy(Tensor::from({1, 2}, {0.0f, NAN}), labels).item()));
  CHECK(std::isnan(cross_entropy(Tensor::from({1, 2}, {NAN, 0.0f}), labels).item()));
}

TEST_CASE("cross_entropy: wrong labels are named with their row and value") {
  const Tensor logits = Tensor::zeros({2, 10});
  const auto error = [&](std::vector<std::int64_t> labels) {
    return error_of([&] { cross_entropy(logits, labels); });
  };
  CHECK(error({3, 10}) ==
        "[cross_entropy] the label in row 1 must be from 0 to 9, got 10 (logits [2, 10]); the "
        "model and the data disagree about the number of classes");
  CHECK(error({-1, 0}).find("row 0 must be from 0 to 9, got -1") != std::string::npos);
  CHECK(error({1}) == "[cross_entropy] one label a row is needed: got 1 labels for logits [2, 10]");
}

TEST_CASE("cross_entropy: other bad arguments are refused") {
  const std::vector<std::int64_t> labels{0};
  CHECK(error_of([&] { cross_entropy(Tensor::zeros({4}), labels); }) ==
        "[cross_entropy] logits must be [N, K] with at least one row and one class, got [4]");
  CHECK(error_of([&] {
          cross_entropy(Tensor::zeros({0, 4}), {});
        }) ==
        "[cross_entropy] logits must be [N, K] with at least one row and one class, got [0, 4]");
  CHECK(error_of([&] {
          cross_entropy(Tensor::zeros({1, 4}), labels, 1.5f);
        }) == "[cross_entropy] label smoothing must be from 0 to 1, got 1.5");
}
