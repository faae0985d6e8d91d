// Attention and feed-forward against PyTorch's modules of the same names, in double precision.
#include <actlab/layers/attention.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/feed_forward.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/watch.h>
#include "tests/support/error_text.h"
#include "tests/support/golden_json.h"

using namespace actlab;
using namespace actlab::layers;
using namespace actlab::test;

namespace {

constexpr double kTolerance = 1e-5;

// What a Transformer's layer registers for its feed-forward part.
class FeedForwardLayer : public Layer {
 public:
  FeedForwardLayer(std::int64_t width, std::int64_t inner, const formula::FormulaPointer& formula,
                   float dropout = 0.0f)
      : part_{add_child<Linear>("linear1", width, inner),
              add_child<Activation>("act", formula, inner),
              add_child<Dropout>("dropout", dropout, /*seed=*/0),
              add_child<Linear>("linear2", inner, width)} {}
  std::string kind() const override { return "FeedForwardLayer"; }
  const FeedForward& part() const { return part_; }

 private:
  Tensor compute(const Tensor& input) override { return part_.forward(input); }
  FeedForward part_;
};

// "out_proj.weight" is "out_proj_weight" there, "act.beta" is "beta".
std::string golden_name(const std::string& name) {
  std::string result = name.starts_with("act.") ? name.substr(4) : name;
  std::ranges::replace(result, '.', '_');
  return result;
}

void set_parameters(const Module& module, const Json& golden) {
  for (NamedParameter& parameter : module.parameters()) {
    parameter.tensor.copy_from(golden_tensor(golden[golden_name(parameter.name)]));
  }
}

void check_gradients_of(const Module& module, const Json& golden) {
  for (const NamedParameter& parameter : module.parameters()) {
    const Json& expected = golden["d_" + golden_name(parameter.name)];
    CHECK_MESSAGE(distance(parameter.tensor.gradient(), expected) <= kTolerance, parameter.name);
  }
}

}  // namespace

TEST_CASE("MultiHeadAttention: values and gradients are PyTorch's") {
  const Json cases = golden_json("transformer/multi_head_attention");
  CHECK(cases.size() == 3);
  for (const Json& c : cases) {
    CAPTURE(c["name"].get<std::string>());
    SequenceMask mask{{}, c["causal"].get<bool>()};
    if (!c["lengths"].is_null()) mask.lengths = golden_indices(c["lengths"]);
    const Tensor x = golden_parameter(c["x"]);
    MultiHeadAttention attention(x.size(2), c["heads"].get<std::int64_t>(), {.bias = true});
    set_parameters(attention, c);
    const bool crossed = c.contains("memory");
    const Tensor memory = crossed ? golden_parameter(c["memory"]) : Tensor();
    const Tensor y = crossed ? attention.forward(x, memory, mask) : attention.forward(x, mask);
    backward(y, golden_tensor(c["d_output"]));
    CHECK(distance(y, c["output"]) <= 1e-6);
    CHECK(distance(x.gradient(), c["d_x"]) <= kTolerance);
    if (crossed) CHECK(distance(memory.gradient(), c["d_memory"]) <= kTolerance);
    check_gradients_of(attention, c);
  }
}

TEST_CASE("MultiHeadAttention: has PyTorch's names with and without biases") {
  const auto names = [](const Module& module) {
    std::string all;
    for (const NamedParameter& parameter : module.parameters()) {
      all += parameter.name + " " + to_string(parameter.tensor.shape()) + " ";
    }
    return all;
  };
  CHECK(names(MultiHeadAttention(6, 2)) == "in_proj_weight [18, 6] out_proj.weight [6, 6] ");
  CHECK(names(MultiHeadAttention(6, 3, {.bias = true})) ==
        "in_proj_weight [18, 6] in_proj_bias [18] out_proj.weight [6, 6] out_proj.bias [6] ");
  CHECK(error_of([] { MultiHeadAttention(6, 4); }) ==
        "[MultiHeadAttention] the heads must divide the width: got 4 heads for 6");
}

TEST_CASE("MultiHeadAttention: its weights are shares of what may be seen") {
  MultiHeadAttention attention(8, 2);
  for (NamedParameter& p : attention.parameters()) {
    p.tensor.copy_from(random_tensor(p.tensor.shape(), 1));
  }
  const Tensor x = random_tensor({2, 3, 8}, 2), memory = random_tensor({2, 4, 8}, 3);
  const Tensor weights = attention.weights(x, memory, {.lengths = {4, 2}});
  CHECK(weights.shape() == Shape{2, 2, 3, 4});
  for (std::int64_t row = 0; row < 12; ++row) {
    double sum = 0.0;
    for (std::int64_t k = 0; k < 4; ++k) sum += double{weights.data()[row * 4 + k]};
    CHECK(sum == doctest::Approx(1.0));
    if (row >= 6) CHECK(weights.data()[row * 4 + 2] == 0.0f);
  }
}

TEST_CASE("MultiHeadAttention: a watch sees it and its projection") {
  MultiHeadAttention attention(8, 2);
  std::string seen_names;
  const Watch watch(attention,
                    [&](const Seen& seen) { seen_names += std::string(seen.name) + ";"; });
  attention.forward(random_tensor({1, 3, 8}, 1));
  CHECK(seen_names == "attn_weights;out_proj;;");
}

TEST_CASE("MultiHeadAttention: weights that it announces are those of its queries and keys") {
  MultiHeadAttention attention(8, 2, {.dropout = 0.5f});
  for (NamedParameter& p : attention.parameters()) {
    p.tensor.copy_from(random_tensor(p.tensor.shape(), 1));
  }
  const Tensor x = random_tensor({2, 3, 8}, 2), memory = random_tensor({2, 4, 8}, 3);
  Tensor seen_weights;
  const Watch watch(attention, [&](const Seen& seen) {
    if (seen.name == "attn_weights") seen_weights = seen.output.tensor();
  });
  attention.forward(x, memory, {.lengths = {4, 2}});
  const Tensor expected = attention.weights(x, memory, {.lengths = {4, 2}});
  CHECK(seen_weights.shape() == Shape{2, 2, 3, 4});
  CHECK(std::ranges::equal(seen_weights.values(), expected.values()));
  attention.forward(x, {.causal = true});
  CHECK(seen_weights.shape() == Shape{2, 2, 3, 3});
  CHECK(seen_weights.data()[0] == 1.0f);
}

TEST_CASE("MultiHeadAttention: drops weights while training and not when judged") {
  MultiHeadAttention attention(8, 2, {.dropout = 0.5f});
  for (NamedParameter& p : attention.parameters()) {
    p.tensor.copy_from(random_tensor(p.tensor.shape(), 1));
  }
  const Tensor x = random_tensor({2, 3, 8}, 2);
  const Tensor first = attention.forward(x), second = attention.forward(x);
  CHECK_FALSE(std::ranges::equal(first.values(), second.values()));
  CHECK(attention.buffers().at(0).name == "attn_dropout.random_position");
  attention.eval();
  const Tensor judged = attention.forward(x);
  CHECK(std::ranges::equal(judged.values(), attention.forward(x).values()));
}

TEST_CASE("FeedForward: values and gradients are PyTorch's for every activation") {
  int met = 0;
  for (const Json& c : golden_json("transformer/feed_forward")) {
    if (c.contains("gated")) continue;
    CAPTURE(c["activation"].get<std::string>());
    const Tensor x = golden_parameter(c["x"]);
    FeedForwardLayer layer(4, 6, formula::compile(c["activation"].get<std::string>()));
    set_parameters(layer, c);
    const Tensor y = layer.forward(x);
    backward(y, golden_tensor(c["d_output"]));
    CHECK(distance(y, c["output"]) <= 1e-6);
    CHECK(distance(x.gradient(), c["d_x"]) <= kTolerance);
    check_gradients_of(layer, c);
    ++met;
  }
  CHECK(met == 5);
}

TEST_CASE("FeedForward: the gradients' bits are those of layers in a row, dropped from or not") {
  for (const float rate : {0.0f, 0.5f}) {
    CAPTURE(rate);
    const auto run = [&](auto forward) {
      auto layer = std::make_unique<FeedForwardLayer>(4, 6, formula::compile("swish"), rate);
      initialise(*layer, InitScheme::he, 1);
      backward(forward(*layer), random_tensor({3, 5, 4}, 3));
      return layer;
    };
    const Tensor x = random_tensor({3, 5, 4}, 2);
    const auto made_again = run([&](FeedForwardLayer& layer) { return layer.forward(x); });
    const auto kept = run([&](FeedForwardLayer& layer) {
      const auto& [linear1, act, dropout, linear2] = layer.part();
      return linear2.forward(dropout.forward(act.forward(linear1.forward(x))));
    });
    const auto ours = made_again->parameters(), theirs = kept->parameters();
    CHECK(ours.size() == 5);
    for (std::size_t i = 0; i < ours.size(); ++i) {
      CAPTURE(ours[i].name);
      CHECK(std::ranges::equal(ours[i].tensor.gradient().values(),
                               theirs[i].tensor.gradient().values()));
    }
  }
}

TEST_CASE("FeedForward: one wide tensor is kept for backward, with dropout a second one") {
  const Tensor x = random_tensor({64, 64, 4}, 2);
  const std::int64_t wide = 64 * 64 * 32 * static_cast<std::int64_t>(sizeof(float));
  for (const float rate : {0.0f, 0.5f}) {
    CAPTURE(rate);
    const std::int64_t tensors = rate == 0.0f ? 1 : 2;
    FeedForwardLayer layer(4, 32, formula::compile("swish1"), rate);
    initialise(layer, InitScheme::he, 1);
    const std::int64_t before = storage_statistics().bytes_in_use;
    const Tensor y = layer.forward(x);
    const std::int64_t kept = storage_statistics().bytes_in_use - before;
    CHECK(kept >= tensors * wide);
    CHECK(kept < (tensors + 1) * wide);
  }
}
