#include <actlab/core/ops/remade.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/batch_norm.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/pool.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using test::error_of;
using test::random_tensor;

namespace {

constexpr PoolWindow kPool{.kernel = 3, .stride = 1, .padding = 1};

// x, scale, shift, two weights, skip.
std::vector<Tensor> inputs() {
  return test::as_parameters({random_tensor({2, 5, 4, 3}, 1), random_tensor({3}, 2),
                              random_tensor({3}, 3), random_tensor({3, 3, 6, 4}, 4),
                              random_tensor({1, 1, 3, 4}, 5), random_tensor({2, 5, 4, 4}, 6)});
}

Normalised normalised(const std::vector<Tensor>& in) {
  return normalise(in[0], {.scale = in[1], .shift = in[2]}, {}, {formula::compile("swish1"), {}});
}

// 0.5 conv([y, pool(x)]) + skip + conv(y): y is read twice, once beside another map.
Tensor remade(const std::vector<Tensor>& in, bool keep) {
  const Remade y(normalised(in), keep);
  const Remade both = join_channels({y, max_pool2d(in[0], kPool)});
  return conv2d(y, in[4], {}, 1.0f, conv2d(both, in[3], {.padding = 1}, 0.5f, in[5]));
}

Tensor stored(const std::vector<Tensor>& in) {
  const Tensor y = batch_norm_activation(normalised(in));
  const Tensor both = concat({y, max_pool2d(in[0], kPool)}, 3);
  return conv2d(y, in[4], {}, add(multiply(conv2d(both, in[3], {.padding = 1}), 0.5f), in[5]));
}

// Residual blocks in a row, whose sums are kept or not: y = swish(0.5 conv(y) + y).
Tensor residual_chain(const std::vector<Tensor>& in, bool keep_sums) {
  Remade y(normalised(in));
  for (int block = 0; block < 3; ++block) {
    const Tensor sum = conv2d(y, in[6], {.padding = 1}, 0.5f, y.values());
    const Normalised end = only_activate(sum, {formula::compile("swish1"), {}});
    const Remade next(end);
    if (!keep_sums) end.made->forget_input(conv2d_again(y, in[6], {.padding = 1}, 0.5f, y));
    y = next;
  }
  return conv2d(y, in[4]);
}

}  // namespace

TEST_CASE("remade: values and gradients are those of tensors that are kept") {
  const auto ours = inputs(), theirs = inputs();
  const Tensor a = remade(ours, false), b = stored(theirs);
  CHECK(test::relative_l2(a, test::NaiveTensor(b)) < 1e-6);
  const Tensor d_output = random_tensor({2, 5, 4, 4}, 7);
  backward(a, d_output);
  backward(b, d_output);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    INFO(i);
    CHECK(test::relative_l2(ours[i].gradient(), test::NaiveTensor(theirs[i].gradient())) < 1e-5);
  }
}

TEST_CASE("remade: keeping changes no bit") {
  const auto made_again = inputs(), kept = inputs();
  const Tensor d_output = random_tensor({2, 5, 4, 4}, 7);
  backward(remade(made_again, false), d_output);
  backward(remade(kept, true), d_output);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    CHECK(std::ranges::equal(made_again[i].gradient().values(), kept[i].gradient().values()));
  }
}

TEST_CASE("remade: sums that are made again in backward change no bit") {
  auto kept = inputs(), forgotten = inputs();
  for (auto* in : {&kept, &forgotten}) {
    in->push_back(test::as_parameters({random_tensor({3, 3, 3, 3}, 8)}).front());
  }
  const Tensor d_output = random_tensor({2, 5, 4, 4}, 7);
  backward(residual_chain(kept, true), d_output);
  backward(residual_chain(forgotten, false), d_output);
  for (const std::size_t i : {0u, 1u, 2u, 4u, 6u}) {
    INFO(i);
    CHECK(std::ranges::equal(forgotten[i].gradient().values(), kept[i].gradient().values()));
  }
}

TEST_CASE("remade: a forgotten input is not in memory and comes back when it is asked for") {
  Tensor x = random_tensor({2, 64, 64, 3}, 1);
  const std::vector<float> values(x.values().begin(), x.values().end());
  const std::int64_t with_input = storage_statistics().bytes_in_use;
  const auto made = normalise(x, {}, {}).made;
  const Tensor expected = made->activated();
  made->forget_input([&] { return Tensor::from({2, 64, 64, 3}, values); });
  x = Tensor();
  CHECK(storage_statistics().bytes_in_use < with_input + (64 << 10));  // of both, one is there
  CHECK(made->shape() == Shape{2, 64, 64, 3});
  CHECK(std::ranges::equal(made->activated().values(), expected.values()));
}

TEST_CASE("remade: the activation alone takes a shift") {
  const auto moved = [](const std::vector<Tensor>& in) {
    const auto formula = formula::compile("swish1");
    return batch_norm_activation(only_activate(in[0], {formula, {}}, in[1]));
  };
  const std::vector<Tensor> in{random_tensor({2, 3, 2, 5}, 1), random_tensor({5}, 2)};
  const GradientCheck check = check_gradients(in, moved);
  CHECK_MESSAGE(check.passed(), check.report());
  CHECK(error_of([&] {
          moved({in[0], Tensor::zeros({4})});
        }) ==
        "[batch_norm_activation] shift must have one value a channel: got [4], expected [5] "
        "(input [2, 3, 2, 5])");
}

TEST_CASE("remade: errors are those of conv2d and concat") {
  const Remade x(Tensor::zeros({1, 4, 4, 3}));
  CHECK(error_of([&] {
          conv2d(x, Tensor::zeros({1, 1, 2, 4}));
        }).starts_with("[conv2d] input channels must match the weight"));
  CHECK(error_of([&] {
          join_channels({x, Tensor::zeros({1, 4, 3, 3})});
        }).starts_with("[concat] shapes must agree"));
}
