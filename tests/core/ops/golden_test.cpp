// The operations of a Transformer against PyTorch's values and gradients in double precision.
#include <doctest/doctest.h>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/attention.h>
#include <actlab/core/ops/embedding.h>
#include <actlab/core/ops/layer_norm.h>
#include <actlab/core/ops/linear.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/ops/matmul.h>
#include <actlab/core/ops/permute.h>
#include <actlab/core/ops/reshape.h>
#include <actlab/core/ops/softmax.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/golden_json.h"

using namespace actlab;
using namespace actlab::test;

namespace {

constexpr double kTolerance = 1e-5;

Json cases(const std::string& name) {
  Json all = golden_json("transformer/" + name);
  REQUIRE_MESSAGE(!all.empty(), name);
  return all;
}

}  // namespace

TEST_CASE("golden: layer_norm") {
  for (const Json& c : cases("layer_norm")) {
    CAPTURE(c["name"].get<std::string>());
    const Tensor x = golden_parameter(c["x"]);
    const Tensor weight = golden_parameter(c["weight"]), bias = golden_parameter(c["bias"]);
    const Tensor y = layer_norm(x, weight, bias, c["epsilon"].get<double>());
    backward(y, golden_tensor(c["d_output"]));
    CHECK(worst_row(y, c["output"]) <= kTolerance);
    CHECK(worst_row(x.gradient(), c["d_x"]) <= kTolerance);
    CHECK(worst_row(weight.gradient(), c["d_weight"]) <= kTolerance);
    CHECK(worst_row(bias.gradient(), c["d_bias"]) <= kTolerance);
  }
}

TEST_CASE("golden: matmul of many matrices") {
  for (const Json& c : cases("batched_matmul")) {
    const bool transposed = c["transpose_b"].get<bool>();
    const Tensor a = golden_parameter(c["a"]), b = golden_parameter(c["b"]);
    const Tensor y = matmul(a, b, Transpose::no, transposed ? Transpose::yes : Transpose::no);
    backward(y, golden_tensor(c["d_output"]));
    CHECK(worst_row(y, c["output"]) <= kTolerance);
    CHECK(worst_row(a.gradient(), c["d_a"]) <= kTolerance);
    CHECK(worst_row(b.gradient(), c["d_b"]) <= kTolerance);
  }
}

TEST_CASE("golden: cross_entropy with padding and smoothing") {
  for (const Json& c : cases("cross_entropy")) {
    const CrossEntropyOptions options{.label_smoothing = c["label_smoothing"].get<float>(),
                                      .ignored_label = c["padding_label"].get<std::int64_t>()};
    const Tensor logits = golden_parameter(c["logits"]);
    const Indices labels = golden_indices(c["labels"]);
    CHECK(worst_row(cross_entropy_each(logits, labels, options), c["each"]) <= kTolerance);
    const Tensor mean = cross_entropy(logits, labels, options);
    CHECK(worst_row(mean, c["mean"]) <= 1e-6);
    backward(mean);
    CHECK(worst_row(logits.gradient(), c["d_logits_of_mean"]) <= kTolerance);
  }
}

TEST_CASE("golden: an embedding tied to the output") {
  const Json c = cases("embedding");
  const Json& in = c["looked_up_scaled_with_positions"];
  const Json& out = c["tied_output"];
  const Tensor weight = golden_parameter(in["weight"]);
  const Tensor hidden = golden_parameter(out["hidden"]);
  const Tensor looked_up =
      multiply(embedding(weight, golden_indices(c["tokens"])), c["scale"].get<float>());
  backward(looked_up, golden_tensor(in["d_output"]));
  CHECK(worst_row(weight.gradient(), in["d_weight"]) <= kTolerance);
  const Tensor logits = linear(hidden, weight);
  backward(logits, golden_tensor(out["d_output"]));
  CHECK(worst_row(logits, out["output"]) <= kTolerance);
  CHECK(worst_row(hidden.gradient(), out["d_hidden"]) <= kTolerance);
  CHECK(worst_row(weight.gradient(), c["d_weight_of_both"]) <= kTolerance);
}

TEST_CASE("golden: attention of separate heads by products and a masked softmax") {
  for (const Json& c : cases("attention")) {
    CAPTURE(c["name"].get<std::string>());
    SequenceMask mask{{}, c["causal"].get<bool>()};
    if (!c["lengths"].is_null()) mask.lengths = golden_indices(c["lengths"]);
    const Tensor q = golden_parameter(c["q"]), k = golden_parameter(c["k"]);
    const Tensor v = golden_parameter(c["v"]);
    const float scale = 1.0f / std::sqrt(static_cast<float>(q.size(-1)));
    const Tensor scores = multiply(matmul(q, k, Transpose::no, Transpose::yes), scale);
    const Tensor weights = softmax(scores, mask);
    const Tensor y = matmul(weights, v);
    backward(y, golden_tensor(c["d_output"]));
    CHECK(distance(weights, c["weights"]) <= kTolerance);
    CHECK(distance(y, c["output"]) <= kTolerance);
    CHECK(distance(v.gradient(), c["d_v"]) <= kTolerance);
    CHECK(distance(q.gradient(), c["d_q"]) <= kTolerance);
    CHECK(distance(k.gradient(), c["d_k"]) <= kTolerance);
  }
}

namespace {

// [B, heads, L, w] as [B, L, heads w], the order in which heads lie in columns.
Tensor heads_as_columns(const Tensor& apart) {
  const Tensor swapped = permute(apart, {0, 2, 1, 3});
  return reshape(swapped, {apart.size(0), apart.size(2), apart.size(1) * apart.size(3)});
}

}  // namespace

TEST_CASE("golden: attention with heads as columns") {
  for (const Json& c : cases("attention")) {
    CAPTURE(c["name"].get<std::string>());
    const Tensor q = golden_parameter(c["q"]), k = golden_parameter(c["k"]);
    const Tensor v = golden_parameter(c["v"]);
    AttentionOptions options{.heads = q.size(1), .mask = {{}, c["causal"].get<bool>()}};
    if (!c["lengths"].is_null()) options.mask.lengths = golden_indices(c["lengths"]);
    const Tensor y =
        attention(heads_as_columns(q), heads_as_columns(k), heads_as_columns(v), options);
    backward(y, heads_as_columns(golden_tensor(c["d_output"])));
    CHECK(relative_l2(y, NaiveTensor(heads_as_columns(golden_tensor(c["output"])))) <= 1e-6);
    CHECK(distance(attention_weights(heads_as_columns(q), heads_as_columns(k), options),
                   c["weights"]) <= 1e-6);
    CHECK(distance(v.gradient(), c["d_v"]) <= kTolerance);
    CHECK(distance(q.gradient(), c["d_q"]) <= kTolerance);
    CHECK(distance(k.gradient(), c["d_k"]) <= kTolerance);
  }
}
