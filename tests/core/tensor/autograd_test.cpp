#include <actlab/core/tensor/autograd.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include <actlab/core/base/error.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::test;

namespace {

// y = factor x, the smallest operation there is.
Tensor scaled(const Tensor& x, float factor, std::shared_ptr<int> kept = nullptr) {
  const auto times = [factor](const Tensor& from) {
    Tensor result = from.clone();
    for (float& value : result.values()) value *= factor;
    return result;
  };
  Tensor y = times(x);
  record("scaled", y, {x}, [times, kept](const Tensor& d_y, const GradientSlots& inputs) {
    accumulate_gradient(inputs[0], times(d_y));
  });
  return y;
}

// y = a + b, which passes one and the same gradient to both.
Tensor plus(const Tensor& a, const Tensor& b) {
  Tensor y = a.clone();
  for (std::int64_t i = 0; i < y.elements(); ++i) y.data()[i] += b.data()[i];
  record("plus", y, {a, b}, [](const Tensor& d_y, const GradientSlots& inputs) {
    for (const auto& input : inputs) {
      if (input) accumulate_gradient(input, d_y);
    }
  });
  return y;
}

Tensor parameter(float value) { return Tensor::full({1}, value).set_requires_gradient(true); }

class Rows final : public RowSink {
 public:
  void take(std::int64_t, std::int64_t, float*) override {}
};

// y = x, which asks for the first step of x's maker in its backward.
Tensor asking(const Tensor& x, int& begun) {
  Tensor y = x.clone();
  record("asking", y, {x}, [&begun](const Tensor& d_y, const GradientSlots& inputs) {
    if (begin_first_step(inputs[0])) ++begun;
    accumulate_gradient(inputs[0], d_y);
  });
  return y;
}

// A tensor whose maker has a first step.
Tensor with_first_step(const Tensor& x) {
  Tensor y = scaled(x, 1.0f);
  y.slot()->first_step = [] { return std::make_shared<Rows>(); };
  return y;
}

}  // namespace

TEST_CASE("autograd: gradients of several uses and several backward passes add up") {
  Tensor x = parameter(1.0f);
  backward(plus(scaled(x, 2.0f), scaled(x, 3.0f)));
  CHECK(x.gradient().item() == 5.0f);
  backward(scaled(x, 10.0f));
  CHECK(x.gradient().item() == 15.0f);
}

TEST_CASE("autograd: a gradient shared by two tensors is never changed through one of them") {
  Tensor x = parameter(1.0f);
  Tensor y = parameter(1.0f);
  // The same d_output reaches x, y and x again.
  backward(plus(plus(x, y), x));
  CHECK(x.gradient().item() == 2.0f);
  CHECK(y.gradient().item() == 1.0f);
}

TEST_CASE("autograd: a parameter owns its gradient so that it may be scaled in place") {
  Tensor x = parameter(1.0f);
  Tensor y = parameter(1.0f);
  const Tensor d_output = Tensor::ones({1});
  backward(plus(x, y), d_output);
  x.gradient().data()[0] *= 0.5f;
  CHECK(x.gradient().item() == 0.5f);
  CHECK(y.gradient().item() == 1.0f);
  CHECK(d_output.item() == 1.0f);
}

TEST_CASE("autograd: an operation met on two ways is passed once with its whole gradient") {
  Tensor x = parameter(1.0f);
  const Tensor shared = scaled(x, 2.0f);
  int calls = 0;
  watch_gradient(shared, [&](const Tensor& gradient) {
    ++calls;
    CHECK(gradient.item() == 7.0f);
  });
  backward(plus(scaled(shared, 3.0f), scaled(shared, 4.0f)));
  CHECK(calls == 1);
  CHECK(x.gradient().item() == 14.0f);
}

TEST_CASE("autograd: a watched parameter is told its gradient once") {
  Tensor x = parameter(1.0f);
  std::vector<float> told;
  watch_gradient(x, [&](const Tensor& gradient) { told.push_back(gradient.item()); });
  backward(plus(scaled(x, 2.0f), x));
  backward(scaled(x, 2.0f));
  CHECK(told == std::vector<float>{3.0f, 5.0f});
  CHECK(error_of([] { watch_gradient(Tensor::ones({1}), nullptr); }) ==
        "[watch_gradient] the tensor requires no gradient");
}

TEST_CASE("autograd: a chain of a million operations neither overflows nor leaks") {
  Tensor x = parameter(1.0f);
  auto kept = std::make_shared<int>();
  const std::weak_ptr<int> watch = kept;
  for (const bool walk : {true, false}) {
    x.clear_gradient();
    Tensor y = scaled(x, 1.0f, kept);
    for (int i = 0; i < 1000000; ++i) y = scaled(y, 1.0f);
    if (walk) {
      backward(y);
      CHECK(x.gradient().item() == 1.0f);
    }
  }
  kept.reset();
  CHECK(watch.expired());
}

TEST_CASE("autograd: what an operation kept is freed as soon as its gradient has passed") {
  Tensor x = parameter(1.0f);
  auto kept = std::make_shared<int>();
  const std::weak_ptr<int> watch = kept;
  Tensor early = scaled(x, 2.0f);
  bool freed_before = false;
  watch_gradient(early, [&](const Tensor&) { freed_before = watch.expired(); });
  const Tensor late = scaled(early, 3.0f, std::move(kept));
  CHECK_FALSE(watch.expired());
  backward(late);
  CHECK(freed_before);
  CHECK_FALSE(early.gradient().defined());  // only parameters keep theirs
}

TEST_CASE("autograd: a graph keeps no values alive by itself") {
  Tensor x = parameter(1.0f);
  const std::int64_t before = storage_statistics().bytes_in_use;
  Tensor y = scaled(x, 1.0f);
  for (int i = 0; i < 100; ++i) y = scaled(y, 1.0f);
  CHECK(storage_statistics().bytes_in_use <= before + 128);
}

TEST_CASE("autograd: nothing is recorded without parameters or while switched off") {
  CHECK_FALSE(scaled(Tensor::ones({1}), 2.0f).requires_gradient());
  Tensor x = parameter(1.0f);
  {
    const NoGradient outer;
    { const NoGradient inner; }
    CHECK_FALSE(is_recording({x}));
    CHECK_FALSE(is_recording());
    CHECK_FALSE(scaled(x, 2.0f).requires_gradient());
  }
  CHECK(is_recording());
  CHECK(scaled(x, 2.0f).requires_gradient());
}

TEST_CASE("autograd: a second walk of the same graph is refused") {
  Tensor x = parameter(1.0f);
  const Tensor y = scaled(x, 2.0f);
  backward(y);
  CHECK(error_of([&] { backward(y); }) ==
        "[backward] nothing was recorded for this tensor: no input requires a gradient, recording "
        "was off, or backward() has already walked this graph");
}

TEST_CASE("autograd: a walk into a part that was walked before is refused and changes nothing") {
  Tensor x = parameter(1.0f);
  const Tensor shared = scaled(x, 2.0f);
  const Tensor second = scaled(shared, 3.0f);
  backward(scaled(shared, 5.0f));
  CHECK(error_of([&] { backward(second); }) ==
        "[backward] the result of scaled, shape [1], was walked by an earlier backward(), which "
        "freed what it kept; add the losses and call backward() once");
  CHECK(x.gradient().item() == 10.0f);
}

TEST_CASE("autograd: wrong starts and wrong shapes are refused") {
  Tensor x = Tensor::ones({2}).set_requires_gradient(true);
  CHECK(error_of([&] { backward(scaled(x, 2.0f)); }) ==
        "[backward] starts from a tensor with one element, got shape [2]; pass d_output for other "
        "shapes");
  CHECK_FALSE(error_of([&] { backward(Tensor::ones({1})); }).empty());
  CHECK(error_of([&] { backward(scaled(x, 2.0f), Tensor::ones({3})); }) ==
        "[accumulate_gradient] a gradient must have its tensor's shape: got [3], expected [2]");
}

TEST_CASE("autograd: the first step of a maker begins with the last gradient and unwatched") {
  Tensor x = parameter(1.0f);
  int begun = 0;
  backward(asking(with_first_step(x), begun));
  CHECK(begun == 1);

  const Tensor shared = with_first_step(x);
  const Tensor loss = plus(asking(shared, begun), asking(shared, begun));
  backward(loss);
  CHECK(begun == 2);  // the second of the two alone

  const Tensor half_walked = with_first_step(x);
  const Tensor left = asking(half_walked, begun);
  backward(asking(half_walked, begun));
  CHECK(begun == 2);  // `left` might still be walked

  const Tensor watched = with_first_step(x);
  watch_gradient(watched, [](const Tensor&) {});
  backward(asking(watched, begun));
  CHECK(begun == 2);

  backward(asking(scaled(x, 1.0f), begun));
  CHECK(begun == 2);  // there is none
}
