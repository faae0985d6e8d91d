#include <actlab/core/ops/softmax.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
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

// Of scores [B, ..., Q, K]; the places are counted anew for each row.
NaiveTensor masked_reference(const NaiveTensor& x, const SequenceMask& mask) {
  NaiveTensor y(x.shape);
  const std::int64_t queries = x.shape[-2], width = x.shape[-1];
  const std::int64_t rows = x.shape.elements() / width;
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto sees = [&](std::int64_t place) {
      const std::int64_t sentence = row / (rows / x.shape[0]);
      return (!mask.causal || place <= row % queries) &&
             (!mask.lengths.defined() || place < mask.lengths[sentence]);
    };
    double sum = 0.0;
    for (std::int64_t i = 0; i < width; ++i) sum += sees(i) ? std::exp(x[row * width + i]) : 0.0;
    for (std::int64_t i = 0; i < width; ++i) {
      if (sees(i)) y[row * width + i] = std::exp(x[row * width + i]) / sum;
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

TEST_CASE("softmax: places behind a length or the causal order take no part") {
  const std::vector<SequenceMask> masks{
      {{4, 2}, false}, {{}, true}, {{2, 4}, true}, {{0, 1}, false}, {{1, 0}, true}};
  for (const SequenceMask& mask : masks) {
    check_operation(
        {random_tensor({2, 3, 5, 4}, 1, -4.0f, 4.0f)},
        [&](const std::vector<Tensor>& in) { return softmax(in[0], mask); },
        [&](const std::vector<NaiveTensor>& in) { return masked_reference(in[0], mask); });
  }
}

TEST_CASE("softmax: what may not be seen is not looked at") {
  for (const auto operation : {softmax, log_softmax}) {
    const float hidden = operation == softmax ? 0.0f : -INFINITY;
    Tensor x = Tensor::from({2, 3}, {1.0f, 2.0f, NAN, NAN, NAN, NAN}).set_requires_gradient(true);
    Tensor cut = Tensor::from({1, 2}, {1.0f, 2.0f}).set_requires_gradient(true);
    const Tensor y = operation(x, {.lengths = {2, 0}});
    const Tensor expected = operation(cut, {});
    backward(y, Tensor::from({2, 3}, {0.5f, -2.0f, NAN, NAN, NAN, NAN}));
    backward(expected, Tensor::from({1, 2}, {0.5f, -2.0f}));
    for (std::size_t i = 0; i < 6; ++i) {
      CHECK(y.values()[i] == (i < 2 ? expected.values()[i] : hidden));
      CHECK(x.gradient().values()[i] == (i < 2 ? cut.gradient().values()[i] : 0.0f));
    }
  }
}

TEST_CASE("softmax: a row of nothing but -inf is 0 and NaN comes through") {
  for (const auto operation : {softmax, log_softmax}) {
    Tensor x = Tensor::full({1, 20}, -INFINITY).set_requires_gradient(true);
    const Tensor y = operation(x, {});
    CHECK(y.values()[0] == (operation == softmax ? 0.0f : -INFINITY));
    backward(y, Tensor::ones({1, 20}));
    CHECK(std::ranges::all_of(x.gradient().values(), [](float d) { return d == 0.0f; }));
    for (const std::size_t place : {0u, 7u, 19u}) {
      Tensor bad = Tensor::full({1, 20}, -INFINITY);
      bad.values()[place] = NAN;
      CHECK(std::isnan(operation(bad, {}).values()[place]));
    }
    Tensor one = Tensor::full({1, 20}, -INFINITY);
    one.values()[3] = -7.0f;
    CHECK(operation(one, {}).values()[3] == (operation == softmax ? 1.0f : 0.0f));
  }
}

TEST_CASE("softmax: masks that do not fit are refused") {
  const Tensor x = Tensor::zeros({2, 3, 4});
  CHECK(error_of([&] {
          softmax(x, {.lengths = {1, 2, 3}});
        }) ==
        "[softmax] one length a sentence is needed: got lengths [3] for scores [2, 3, 4], expected "
        "[2]");
  CHECK(error_of([&] {
          softmax(x, {.lengths = {1, 5}});
        }) == "[softmax] the length of sentence 1 must be from 0 to 4, got 5 (scores [2, 3, 4])");
  CHECK(error_of([&] { log_softmax(Tensor::zeros({4}), {.causal = true}); }) ==
        "[log_softmax] a mask needs scores [B, ..., Q, K], got [4]");
}

TEST_CASE("softmax: bits do not depend on the number of threads") {
  const Tensor x = random_tensor({64, 8, 40, 40}, 1, -4.0f, 4.0f);
  const SequenceMask mask{Indices::full({64}, 33), true};
  const int before = threads();
  set_threads(1);
  const Tensor alone = softmax(x, mask);
  for (const int count : {2, 3, 7}) {
    set_threads(count);
    CHECK(std::ranges::equal(softmax(x, mask).values(), alone.values()));
  }
  set_threads(before);
}

TEST_CASE("softmax: a scalar has no axis to work along") {
  CHECK(error_of([] { softmax(Tensor::scalar(1.0f)); }) ==
        "[softmax] needs an axis to work along, got a scalar");
  CHECK(softmax(Tensor::zeros({3, 0})).shape() == Shape{3, 0});
}
