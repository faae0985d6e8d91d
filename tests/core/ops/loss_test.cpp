#include <actlab/core/ops/loss.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/arithmetic.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

const Indices kLabels{2, 0, 4, 4};

NaiveTensor each_reference(const NaiveTensor& x, double smoothing) {
  const std::int64_t classes = x.shape[1];
  NaiveTensor loss({x.shape[0]});
  for (std::int64_t n = 0; n < x.shape[0]; ++n) {
    double sum = 0.0;
    for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(x.at({n, k}));
    for (std::int64_t k = 0; k < classes; ++k) {
      const double own = k == kLabels[n] ? 1.0 - smoothing : 0.0;
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
        [&](const std::vector<Tensor>& in) { return cross_entropy(in[0], kLabels, {smoothing}); },
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
          return cross_entropy_each(in[0], kLabels, {smoothing});
        },
        [&](const std::vector<NaiveTensor>& in) {
          return each_reference(in[0], static_cast<double>(smoothing));
        });
  }
}

TEST_CASE("cross_entropy: equal logits cost the logarithm of the number of classes") {
  CHECK(cross_entropy(Tensor::full({64, 10}, 7.0f), Indices::full({64}, 3)).item() ==
        static_cast<float>(std::log(10.0)));
}

TEST_CASE("cross_entropy: logits of plus and minus 1e38 give a finite loss and gradient") {
  for (const float smoothing : {0.0f, 0.1f}) {
    Tensor logits = Tensor::from({2, 3}, {1e38f, -1e38f, 0.0f, -1e38f, 1e38f, 1e38f})
                        .set_requires_gradient(true);
    const Tensor loss = cross_entropy(logits, {1, 0}, {smoothing});
    backward(loss);
    CHECK(std::isfinite(loss.item()));
    CHECK(loss.item() > 1e38f);
    CHECK(
        std::ranges::all_of(logits.gradient().values(), [](float d) { return std::isfinite(d); }));
  }
}

TEST_CASE("cross_entropy: a class that cannot be costs nothing unless it is the target") {
  const Tensor logits = Tensor::from({1, 3}, {-INFINITY, 0.0f, 1.0f});
  const auto loss = [&](std::int32_t label, float smoothing) {
    return cross_entropy(logits, {label}, {smoothing}).item();
  };
  CHECK(loss(2, 0.0f) == doctest::Approx(0.313261688).epsilon(1e-7));
  CHECK(loss(1, 0.0f) == doctest::Approx(1.313261688).epsilon(1e-7));
  CHECK(loss(0, 0.0f) == INFINITY);
  CHECK(loss(2, 0.1f) == INFINITY);
  CHECK(loss(0, 1.0f) == INFINITY);
  Tensor x = logits.clone().set_requires_gradient(true);
  backward(cross_entropy(x, {2}));
  CHECK(x.gradient().values()[0] == 0.0f);
  CHECK(x.gradient().values()[1] == doctest::Approx(0.268941421).epsilon(1e-6));
}

TEST_CASE("cross_entropy: a confident right answer costs next to nothing but not zero") {
  const float loss = cross_entropy(Tensor::from({1, 2}, {15.0f, 0.0f}), {0}).item();
  CHECK(loss == doctest::Approx(std::log1p(std::exp(-15.0))).epsilon(1e-6));
}

TEST_CASE("cross_entropy: the gradient of each row sums to zero") {
  Tensor logits = random_tensor({4, 5}, 9).set_requires_gradient(true);
  backward(cross_entropy(logits, kLabels, {0.1f}));
  for (std::int64_t row = 0; row < 4; ++row) {
    double sum = 0.0;
    for (std::int64_t k = 0; k < 5; ++k) {
      sum += static_cast<double>(logits.gradient().data()[row * 5 + k]);
    }
    CHECK(std::abs(sum) < 1e-7);
  }
}

TEST_CASE("cross_entropy: NaN logits give a NaN loss") {
  CHECK(std::isnan(cross_entropy(Tensor::from({1, 2}, {0.0f, NAN}), {0}).item()));
  CHECK(std::isnan(cross_entropy(Tensor::from({1, 2}, {NAN, 0.0f}), {0}).item()));
}

TEST_CASE("cross_entropy: wrong labels are named with their row and value") {
  const Tensor logits = Tensor::zeros({2, 10});
  const auto error = [&](const Indices& labels) {
    return error_of([&] { cross_entropy(logits, labels); });
  };
  CHECK(error({3, 10}) ==
        "[cross_entropy] the label in row 1 must be from 0 to 9, got 10 (logits [2, 10]); the "
        "model and the data disagree about the number of classes");
  CHECK(error({-1, 0}).find("row 0 must be from 0 to 9, got -1") != std::string::npos);
  CHECK(
      error({1}) ==
      "[cross_entropy] one label a row is needed: got labels [1] for logits [2, 10], expected [2]");
}

TEST_CASE("cross_entropy: other bad arguments are refused") {
  CHECK(error_of([] { cross_entropy(Tensor::scalar(1.0f), {0}); }) ==
        "[cross_entropy] needs an axis to work along, got a scalar");
  CHECK(error_of([] {
          cross_entropy(Tensor::zeros({1, 4}), {});
        }) ==
        "[cross_entropy] one label a row is needed: got labels [] for logits [1, 4], expected [1]");
  for (const Shape& shape : {Shape{0, 4}, Shape{4, 0}}) {
    CHECK(error_of([&] { cross_entropy(Tensor::zeros(shape), Indices::full({shape[0]}, 0)); }) ==
          text("[cross_entropy] logits must be [..., K] with at least one row and one class, got ",
               shape));
  }
  for (const float smoothing : {1.5f, -0.5f, NAN}) {
    CHECK(error_of([&] {
            cross_entropy(Tensor::zeros({1, 4}), {0}, {smoothing});
          }) == text("[cross_entropy] label smoothing must be from 0 to 1, got ", smoothing));
  }
}

TEST_CASE("cross_entropy: rows with the ignored label are left out of loss and gradient") {
  const Indices labels({2, 2}, {-100, 2, 0, -100});
  const CrossEntropyOptions options{.label_smoothing = 0.1f, .ignored_label = -100};
  Tensor x = random_tensor({2, 2, 3}, 5);
  x.values()[1] = NAN;  // nothing in such a row is looked at
  x.set_requires_gradient(true);
  Tensor counted = Tensor::from({2, 3}, x.values().subspan(3, 6)).set_requires_gradient(true);
  const Tensor loss = cross_entropy(x, labels, options);
  const Tensor expected = cross_entropy(counted, {2, 0}, {0.1f});
  CHECK(loss.item() == expected.item());
  backward(loss);
  backward(expected);
  for (std::size_t i = 0; i < 12; ++i) {
    const bool left_out = i < 3 || i >= 9;
    CHECK(x.gradient().values()[i] == (left_out ? 0.0f : counted.gradient().values()[i - 3]));
  }
  const Tensor each = cross_entropy_each(x, labels, options);
  CHECK(each.shape() == Shape{2, 2});
  CHECK(each.values()[0] == 0.0f);
  CHECK(each.values()[1] > 0.0f);
}

TEST_CASE("cross_entropy: where every row is ignored loss and gradient are 0") {
  Tensor x = random_tensor({2, 3}, 5).set_requires_gradient(true);
  const Tensor loss = cross_entropy(x, {7, 7}, {.ignored_label = 7});
  CHECK(loss.item() == 0.0f);
  backward(loss);
  CHECK(std::ranges::all_of(x.gradient().values(), [](float d) { return d == 0.0f; }));
  CHECK(contains(error_of([&] {
                   cross_entropy(x, {7, 3}, {.ignored_label = 7});
                 }),
                 "row 1 must be from 0 to 2, got 3"));
}

TEST_CASE("cross_entropy: any number of classes agrees with double") {
  for (const std::int64_t classes : {1, 2, 15, 16, 17, 33, 1000}) {
    CAPTURE(classes);
    const Tensor x = random_tensor({2, classes}, 3, -30.0f, 30.0f);
    const Tensor losses = cross_entropy_each(x, {0, static_cast<std::int32_t>(classes) - 1});
    for (const std::int64_t row : {0, 1}) {
      double sum = 0.0;
      for (std::int64_t k = 0; k < classes; ++k)
        sum += std::exp(double{x.data()[row * classes + k]});
      const double expected = std::log(sum) - double{x.data()[row == 0 ? 0 : 2 * classes - 1]};
      CHECK(double{losses.data()[row]} == doctest::Approx(expected).epsilon(1e-6));
    }
  }
}

TEST_CASE("cross_entropy: bits do not depend on threads or on who holds the logits") {
  const Indices labels = Indices::full({8, 40}, 3);
  const auto gradient = [&](int count, bool held) {
    set_threads(count);
    Tensor x = random_tensor({8, 40, 100}, 1, -5.0f, 5.0f).set_requires_gradient(true);
    Tensor logits = x * 1.0f;
    const Tensor loss = cross_entropy(logits, labels, {0.1f, 5});
    if (!held) logits = Tensor();
    backward(loss);
    if (held) CHECK(std::ranges::equal(logits.values(), x.values()));
    return x.gradient();
  };
  const int before = threads();
  const Tensor alone = gradient(1, false);
  for (const int count : {1, 2, 3, 7}) {
    CHECK(std::ranges::equal(gradient(count, true).values(), alone.values()));
    CHECK(std::ranges::equal(gradient(count, false).values(), alone.values()));
  }
  set_threads(before);
}
