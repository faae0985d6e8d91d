#include <actlab/core/ops/attention.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/slice.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

constexpr std::uint64_t kSeed = 5;  // of dropout

// Weights and output by the definition.
struct NaiveAttention {
  NaiveTensor weights, output;
};

// What dropout multiplies the weight of that number by.
double factor(const AttentionOptions& options, std::int64_t number) {
  if (options.dropout.rate == 0.0f) return 1.0;
  Random random(kSeed, Purpose::test);
  random.seek(options.dropout.position + static_cast<std::uint64_t>(number));
  const float rate = options.dropout.rate;
  return random.uniform() < rate ? 0.0 : 1.0 / (1.0 - static_cast<double>(rate));
}

NaiveAttention naive(const std::vector<NaiveTensor>& in, const AttentionOptions& options) {
  const NaiveTensor &q = in[0], &k = in[1], &v = in[2];
  const std::int64_t heads = options.heads, width = q.shape[2] / heads, wide = v.shape[2] / heads;
  NaiveAttention made{NaiveTensor({q.shape[0], heads, q.shape[1], k.shape[1]}),
                      NaiveTensor({q.shape[0], q.shape[1], v.shape[2]})};
  for (std::int64_t b = 0; b < q.shape[0]; ++b)
    for (std::int64_t h = 0; h < heads; ++h)
      for (std::int64_t i = 0; i < q.shape[1]; ++i) {
        std::int64_t seen = options.mask.lengths.defined() ? options.mask.lengths[b] : k.shape[1];
        if (options.mask.causal) seen = std::min(seen, i + 1);
        double sum = 0.0;
        for (std::int64_t j = 0; j < seen; ++j) {
          double score = 0.0;
          for (std::int64_t c = h * width; c < (h + 1) * width; ++c) {
            score += q.at({b, i, c}) * k.at({b, j, c}) / std::sqrt(static_cast<double>(width));
          }
          sum += made.weights.at({b, h, i, j}) = std::exp(score);
        }
        for (std::int64_t j = 0; j < seen; ++j) {
          const double kept = (made.weights.at({b, h, i, j}) /= sum);
          const double weight =
              kept * factor(options, ((b * heads + h) * q.shape[1] + i) * k.shape[1] + j);
          for (std::int64_t c = h * wide; c < (h + 1) * wide; ++c) {
            made.output.at({b, i, c}) += weight * v.at({b, j, c});
          }
        }
      }
  return made;
}

struct Case {
  Shape q, k, v;
  AttentionOptions options;
};

void check(const Case& c) {
  const std::vector<Tensor> inputs{random_tensor(c.q, 1, -2.0f, 2.0f),
                                   random_tensor(c.k, 2, -2.0f, 2.0f), random_tensor(c.v, 3)};
  check_operation(
      inputs,
      [&](const std::vector<Tensor>& in) { return attention(in[0], in[1], in[2], c.options); },
      [&](const std::vector<NaiveTensor>& in) { return naive(in, c.options).output; });
  const std::vector<NaiveTensor> in{NaiveTensor(inputs[0]), NaiveTensor(inputs[1]),
                                    NaiveTensor(inputs[2])};
  CHECK(relative_l2(attention_weights(inputs[0], inputs[1], c.options),
                    naive(in, c.options).weights) < 1e-6);
}

}  // namespace

TEST_CASE("attention: values gradients and weights agree with double") {
  check({{2, 3, 4}, {2, 5, 4}, {2, 5, 6}, {.heads = 2}});
  check({{1, 4, 34}, {1, 4, 34}, {1, 4, 20}, {.heads = 2, .mask = {{}, true}}});
  check({{3, 2, 6}, {3, 18, 6}, {3, 18, 3}, {.heads = 3, .mask = {{18, 1, 17}}}});
  check({{2, 6, 4}, {2, 5, 4}, {2, 5, 4}, {.heads = 1, .mask = {{5, 3}, true}}});
  check({{2, 3, 4}, {2, 3, 4}, {2, 3, 4}, {.heads = 4, .mask = {{0, 2}}}});
}

TEST_CASE("attention: dropped weights agree with double and with the words of their stream") {
  const DropoutDraw draw{0.4f, Random(kSeed, Purpose::test).stream(), 1001};
  check({{2, 3, 4}, {2, 5, 4}, {2, 5, 6}, {.heads = 2, .dropout = draw}});
  check({{1, 40, 6}, {1, 40, 6}, {1, 40, 4}, {.heads = 1, .mask = {{}, true}, .dropout = draw}});
  check({{3, 2, 6}, {3, 18, 6}, {3, 18, 3}, {.heads = 3, .mask = {{18, 1, 17}}, .dropout = draw}});
}

TEST_CASE("attention: more queries than a block agree with double") {
  for (const SequenceMask& mask : {SequenceMask{}, SequenceMask{{70, 41}, true}}) {
    const Tensor q = random_tensor({2, 70, 36}, 1), k = random_tensor({2, 70, 36}, 2);
    const Tensor v = random_tensor({2, 70, 40}, 3);
    const AttentionOptions options{.heads = 2, .mask = mask};
    const NaiveAttention expected =
        naive({NaiveTensor(q), NaiveTensor(k), NaiveTensor(v)}, options);
    CHECK(relative_l2(attention(q, k, v, options), expected.output) < 1e-6);
  }
}

TEST_CASE("attention: gradients of more queries than a block add up") {
  // Two halves of the queries, each with gradients of its own, give what all of them give.
  const Tensor q = random_tensor({1, 64, 8}, 1), k = random_tensor({1, 9, 8}, 2);
  const Tensor v = random_tensor({1, 9, 8}, 3), d_y = random_tensor({1, 64, 8}, 4);
  const auto part = [](const Tensor& all, std::size_t begin, std::size_t count) {
    return Tensor::from({1, static_cast<std::int64_t>(count), 8},
                        all.values().subspan(begin * 8, count * 8));
  };
  std::vector<double> sum(9 * 8);
  for (const std::size_t begin : {0u, 20u}) {
    const std::size_t count = begin == 0 ? 20 : 44;
    const auto in = as_parameters({k, v});
    backward(attention(part(q, begin, count), in[0], in[1], {.heads = 2}), part(d_y, begin, count));
    for (std::size_t i = 0; i < 72; ++i) sum[i] += double{in[0].gradient().values()[i]};
  }
  const auto in = as_parameters({k, v});
  backward(attention(q, in[0], in[1], {.heads = 2}), d_y);
  CHECK(relative_l2(in[0].gradient().values(), sum) < 1e-6);
}

TEST_CASE("attention: keys behind a length are never read") {
  Tensor k = random_tensor({2, 4, 4}, 1), v = random_tensor({2, 4, 4}, 2);
  for (std::size_t i = 24; i < 32; ++i) k.values()[i] = v.values()[i] = NAN;
  const auto in = as_parameters({random_tensor({2, 3, 4}, 3), k, v});
  const Tensor y = attention(in[0], in[1], in[2], {.heads = 2, .mask = {{4, 2}}});
  backward(y, Tensor::ones(y.shape()));
  const auto finite = [](const Tensor& tensor) {
    return std::ranges::all_of(tensor.values(), [](float x) { return std::isfinite(x); });
  };
  CHECK(finite(y));
  for (const Tensor& input : in) CHECK(finite(input.gradient()));
  CHECK(in[1].gradient().values()[31] == 0.0f);
}

TEST_CASE("attention: NaN that is seen comes through") {
  Tensor q = random_tensor({1, 2, 4}, 1);
  q.values()[0] = NAN;
  const Tensor k = random_tensor({1, 3, 4}, 2);
  const Tensor y = attention(q, k, k);
  CHECK(std::isnan(y.values()[0]));
  CHECK(std::isfinite(y.values()[4]));
}

TEST_CASE("attention: projections side by side have the bits of separate ones") {
  const AttentionOptions options{.heads = 2, .mask = {{7, 4}, true}};
  const auto third = [](const Tensor& of, std::int64_t i) {
    return slice(of, 2, 6 * i, 6 * i + 6);
  };
  const auto check_equal = [](const std::vector<Tensor>& inputs, const TensorFunction& one,
                              const TensorFunction& other) {
    const auto a = as_parameters(inputs), b = as_parameters(inputs);
    const Tensor y = one(a), expected = other(b);
    CHECK(std::ranges::equal(y.values(), expected.values()));
    backward(y, random_tensor(y.shape(), 9));
    backward(expected, random_tensor(y.shape(), 9));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      CHECK(std::ranges::equal(a[i].gradient().values(), b[i].gradient().values()));
    }
  };
  check_equal(
      {random_tensor({2, 7, 18}, 1)},
      [&](const std::vector<Tensor>& in) { return self_attention(in[0], options); },
      [&](const std::vector<Tensor>& in) {
        return attention(third(in[0], 0), third(in[0], 1), third(in[0], 2), options);
      });
  check_equal(
      {random_tensor({2, 3, 6}, 1), random_tensor({2, 7, 12}, 2)},
      [&](const std::vector<Tensor>& in) { return cross_attention(in[0], in[1], options); },
      [&](const std::vector<Tensor>& in) {
        return attention(in[0], third(in[1], 0), third(in[1], 1), options);
      });
}

TEST_CASE("attention: bits do not depend on the number of threads") {
  const auto results = [](int count) {
    set_threads(count);
    const auto in = as_parameters({random_tensor({6, 40, 48}, 1), random_tensor({6, 33, 48}, 2),
                                   random_tensor({6, 33, 48}, 3)});
    const Tensor y = attention(in[0], in[1], in[2],
                               {.heads = 3,
                                .mask = {{33, 1, 20, 0, 33, 7}, false},
                                .dropout = {0.3f, Random(kSeed, Purpose::test).stream(), 7}});
    backward(y, random_tensor(y.shape(), 4));
    return std::vector{y, in[0].gradient(), in[1].gradient(), in[2].gradient()};
  };
  const int before = threads();
  const auto alone = results(1);
  for (const int count : {2, 3, 7}) {
    const auto several = results(count);
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(std::ranges::equal(several[i].values(), alone[i].values()));
    }
  }
  set_threads(before);
}

TEST_CASE("attention: no sentences queries or keys are legal") {
  const auto shape_of = [](std::int64_t sentences, std::int64_t queries, std::int64_t keys) {
    auto in =
        as_parameters({Tensor::ones({sentences, queries, 4}), Tensor::ones({sentences, keys, 4}),
                       Tensor::ones({sentences, keys, 4})});
    const Tensor y = attention(in[0], in[1], in[2], {.heads = 2});
    backward(y, Tensor::ones(y.shape()));
    CHECK(std::ranges::all_of(in[0].gradient().values(), [](float d) { return d == 0.0f; }));
    return y.shape();
  };
  CHECK(shape_of(0, 2, 3) == Shape{0, 2, 4});
  CHECK(shape_of(2, 0, 3) == Shape{2, 0, 4});
  CHECK(shape_of(2, 3, 0) == Shape{2, 3, 4});
}

TEST_CASE("attention: shapes heads and masks that do not fit are named") {
  const Tensor q = Tensor::zeros({2, 3, 4}), k = Tensor::zeros({2, 5, 4});
  CHECK(error_of([&] { attention(q, k, q); }) ==
        "[attention] expected q [B, Q, D], k [B, K, D] and v [B, K, V], got [2, 3, 4], [2, 5, 4] "
        "and [2, 3, 4]");
  for (const std::int64_t heads : {0, 3, -1}) {
    CHECK(error_of([&] { attention(q, k, k, {.heads = heads}); }) ==
          text("[attention] the heads must divide the columns: got ", heads,
               " heads for 4 columns of q and 4 of v"));
  }
  CHECK(error_of([&] { self_attention(k); }) ==
        "[self_attention] expected q, k and v side by side, [B, L, 3 D], got [2, 5, 4]");
  CHECK(error_of([&] { cross_attention(q, k); }) ==
        "[cross_attention] expected q [B, Q, D] and k beside v, [B, K, 2 D], got [2, 3, 4] and "
        "[2, 5, 4]");
  CHECK(error_of([&] {
          attention_weights(q, k, {.mask = {{5, 6}}});
        }) ==
        "[attention] the length of sentence 1 must be from 0 to 5, got 6 (scores [2, 1, 3, 5])");
}
