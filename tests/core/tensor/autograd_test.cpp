#include <actlab/core/tensor/autograd.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <utility>

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
  record("scaled", y, {x},
         [times, kept = std::move(kept)](const Tensor& d_y, const GradientSlots& inputs) {
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

TEST_CASE("autograd: a gradient may be added in the pass that writes it") {
  const Tensor x = scaled(parameter(1.0f), 1.0f);
  const Tensor shared = Tensor::full({1}, 4.0f);
  std::vector<bool> added_to;
  const auto write = [&](float* to, const float* added) {
    added_to.push_back(added != nullptr);
    *to = 3.0f + (added != nullptr ? *added : 0.0f);
  };
  Tensor reuse = Tensor::uninitialised({1});
  accumulate_gradient(x.slot(), write, reuse);
  CHECK(x.gradient().data() == reuse.data());
  reuse = Tensor();
  accumulate_gradient(x.slot(), write);
  CHECK(x.gradient().item() == 6.0f);
  x.slot()->gradient = shared;  // not ours to write to
  accumulate_gradient(x.slot(), write);
  CHECK(x.gradient().item() == 7.0f);
  CHECK(shared.item() == 4.0f);
  CHECK(added_to == std::vector<bool>{false, true, true});
}

TEST_CASE("autograd: a parameter takes no memory that others may hold") {
  const Tensor x = parameter(1.0f);
  const Tensor reuse = Tensor::ones({1});
  accumulate_gradient(
      x.slot(), [](float* to, const float*) { *to = 3.0f; }, reuse);
  CHECK(x.gradient().item() == 3.0f);
  CHECK(reuse.item() == 1.0f);
}
