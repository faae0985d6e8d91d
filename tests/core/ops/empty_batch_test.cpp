// Every operation of core/ops with a batch of no examples: the result is empty, or sums to nothing,
// and gradients have their tensors' shapes and are zero.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/ops/activation.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/attention.h>
#include <actlab/core/ops/batch_norm.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/conv2d.h>
#include <actlab/core/ops/dense_features.h>
#include <actlab/core/ops/dropout.h>
#include <actlab/core/ops/embedding.h>
#include <actlab/core/ops/layer_norm.h>
#include <actlab/core/ops/linear.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/ops/matmul.h>
#include <actlab/core/ops/normalised.h>
#include <actlab/core/ops/normalised_conv2d.h>
#include <actlab/core/ops/pad.h>
#include <actlab/core/ops/permute.h>
#include <actlab/core/ops/pick.h>
#include <actlab/core/ops/pool.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/ops/remade.h>
#include <actlab/core/ops/reshape.h>
#include <actlab/core/ops/shortcut.h>
#include <actlab/core/ops/slice.h>
#include <actlab/core/ops/softmax.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/error_text.h"

using namespace actlab;
using actlab::test::error_of;

namespace {

using Inputs = std::vector<Tensor>;

struct Row {
  std::string name;
  std::vector<Shape> inputs;
  Shape output;
  std::function<Tensor(const Inputs&)> operation;
};

const Indices kNone(Shape{0}, {});
const Shape kRows{0, 4};
const Shape kImages{0, 6, 6, 4};
const Shape kWords{0, 5, 4};

BatchNorm fixed_norm(const Inputs& in) {
  return {in[1], in[2], Tensor::zeros({4}), Tensor::ones({4})};
}

Normalised normalised(const Inputs& in) {
  return normalise(in[0], fixed_norm(in), {.training = false},
                   {formula::compile("swish"), {in[3]}});
}

Tensor dense(const Inputs& in) {
  DenseFeatures features(in[0], 2);
  features.append(
      features.normalise(fixed_norm(in), {.training = false}, {formula::compile("swish"), {in[3]}}),
      in[4]);
  return features.all();
}

Tensor dropped(const Inputs& in) {
  Random random(1, Purpose::test);
  return dropout(in[0], 0.5f, random);
}

std::vector<Row> element_rows() {
  return {
      {"add", {kRows, kRows}, kRows, [](auto& in) { return add(in[0], in[1]); }},
      {"add a row", {kRows, {4}}, kRows, [](auto& in) { return add(in[0], in[1]); }},
      {"subtract", {kRows, kRows}, kRows, [](auto& in) { return subtract(in[0], in[1]); }},
      {"multiply", {kRows, kRows}, kRows, [](auto& in) { return multiply(in[0], in[1]); }},
      {"multiply by one", {kRows, {}}, kRows, [](auto& in) { return multiply(in[0], in[1]); }},
      {"divide", {kRows, kRows}, kRows, [](auto& in) { return divide(in[0], in[1]); }},
      {"minimum", {kRows, kRows}, kRows, [](auto& in) { return minimum(in[0], in[1]); }},
      {"maximum", {kRows, kRows}, kRows, [](auto& in) { return maximum(in[0], in[1]); }},
      {"dropout", {kRows}, kRows, dropped},
      {"activation",
       {kImages, {4}},
       kImages,
       [](auto& in) { return activation(in[0], formula::compile("swish"), {in[1]}); }},
      {"sum of all", {kRows}, {}, [](auto& in) { return sum(in[0]); }},
      {"sum of columns", {kRows}, {4}, [](auto& in) { return sum(in[0], {0}); }},
      {"sum of rows", {kRows}, {0}, [](auto& in) { return sum(in[0], {1}); }},
      {"mean of rows", {kRows}, {0}, [](auto& in) { return mean(in[0], {1}); }},
      {"variance of rows", {kRows}, {0}, [](auto& in) { return variance(in[0], {1}); }},
      {"max of rows", {kRows}, {0, 1}, [](auto& in) { return max(in[0], {1}, true); }},
  };
}

std::vector<Row> shape_rows() {
  return {
      {"concat", {kRows, {3, 4}}, {3, 4}, [](auto& in) { return concat(in, 0); }},
      {"concat of columns", {kRows, {0, 2}}, {0, 6}, [](auto& in) { return concat(in, 1); }},
      {"pad", {kRows}, {0, 7}, [](auto& in) { return pad(in[0], 1, 1, 2); }},
      {"pad of rows", {kRows}, {3, 4}, [](auto& in) { return pad(in[0], 0, 1, 2); }},
      {"permute",
       {kWords},
       {4, 0, 5},
       [](auto& in) {
         return permute(in[0], {2, 0, 1});
       }},
      {"pick", {kRows}, {0}, [](auto& in) { return pick(in[0], kNone); }},
      {"reshape",
       {kRows},
       {2, 0},
       [](auto& in) {
         return reshape(in[0], {2, 0});
       }},
      {"slice", {kRows}, {0, 2}, [](auto& in) { return slice(in[0], 1, 1, 3); }},
      {"slice to nothing", {{3, 4}}, kRows, [](auto& in) { return slice(in[0], 0, 1, 1); }},
      {"shortcut_a", {kImages}, {0, 3, 3, 8}, [](auto& in) { return shortcut_a(in[0], 2, 8); }},
      {"softmax", {kRows}, kRows, [](auto& in) { return softmax(in[0]); }},
      {"log_softmax", {kRows}, kRows, [](auto& in) { return log_softmax(in[0]); }},
      {"cross_entropy_each",
       {kRows},
       {0},
       [](auto& in) { return cross_entropy_each(in[0], kNone); }},
  };
}

std::vector<Row> product_rows() {
  return {
      {"linear",
       {kRows, {3, 4}, {3}},
       {0, 3},
       [](auto& in) { return linear(in[0], in[1], in[2]); }},
      {"matmul", {kRows, {4, 3}}, {0, 3}, [](auto& in) { return matmul(in[0], in[1]); }},
      {"matmul of none",
       {kWords, {0, 4, 3}},
       {0, 5, 3},
       [](auto& in) { return matmul(in[0], in[1]); }},
      {"embedding", {{3, 4}}, kRows, [](auto& in) { return embedding(in[0], kNone); }},
      {"layer_norm",
       {kRows, {4}, {4}},
       kRows,
       [](auto& in) { return layer_norm(in[0], in[1], in[2]); }},
      {"residual_layer_norm",
       {kRows, kRows, {4}, {4}},
       kRows,
       [](auto& in) { return residual_layer_norm(in[0], in[1], in[2], in[3]); }},
      {"attention",
       {kWords, kWords, kWords},
       kWords,
       [](auto& in) { return attention(in[0], in[1], in[2], {.heads = 2}); }},
      {"attention to no key",
       {{2, 3, 4}, {2, 0, 4}, {2, 0, 4}},
       {2, 3, 4},
       [](auto& in) { return attention(in[0], in[1], in[2]); }},
      {"self_attention",
       {{0, 5, 12}},
       kWords,
       [](auto& in) { return self_attention(in[0], {.heads = 2, .mask = {.causal = true}}); }},
      {"cross_attention",
       {kWords, {0, 3, 8}},
       kWords,
       [](auto& in) { return cross_attention(in[0], in[1]); }},
  };
}

std::vector<Row> image_rows() {
  const PoolWindow window{};
  return {
      {"conv2d",
       {kImages, {3, 3, 4, 8}},
       {0, 4, 4, 8},
       [](auto& in) { return conv2d(in[0], in[1]); }},
      {"conv2d by depth",
       {kImages, {3, 3, 1, 4}},
       kImages,
       [](auto& in) { return conv2d(in[0], in[1], {.padding = 1, .groups = 4}); }},
      {"conv2d with a skip",
       {kImages, {1, 1, 4, 4}, kImages},
       kImages,
       [](auto& in) { return conv2d(in[0], in[1], {}, in[2]); }},
      {"conv2d of joined channels",
       {kImages, kImages, {3, 3, 8, 2}},
       {0, 4, 4, 2},
       [](auto& in) {
         return conv2d(join_channels({in[0], in[1]}), in[2]);
       }},
      {"batch_norm_activation",
       {kImages, {4}, {4}, {4}},
       kImages,
       [](auto& in) { return batch_norm_activation(normalised(in)); }},
      {"normalised_conv2d",
       {kImages, {4}, {4}, {4}, {3, 3, 4, 2}},
       {0, 4, 4, 2},
       [](auto& in) { return normalised_conv2d(normalised(in), in[4]); }},
      {"dense_features", {kImages, {4}, {4}, {4}, {1, 1, 4, 2}}, {0, 6, 6, 6}, dense},
      {"average_pool2d",
       {kImages},
       {0, 3, 3, 4},
       [=](auto& in) { return average_pool2d(in[0], window); }},
      {"max_pool2d", {kImages}, {0, 3, 3, 4}, [=](auto& in) { return max_pool2d(in[0], window); }},
      {"global_average_pool",
       {kImages},
       kRows,
       [](auto& in) { return global_average_pool(in[0]); }},
  };
}

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Inputs inputs;
    for (const Shape& shape : row.inputs) {
      inputs.push_back(Tensor::ones(shape).set_requires_gradient(true));
    }
    const Tensor output = row.operation(inputs);
    CHECK(output.shape() == row.output);
    // What is there (an empty sum, what was joined) was not made of the empty input.
    backward(output, Tensor::ones(output.shape()));
    for (const Tensor& input : inputs) {
      REQUIRE(input.gradient().defined());
      CHECK(input.gradient().shape() == input.shape());
      const bool joined = row.name == "concat" && input.elements() > 0;
      CHECK(std::ranges::all_of(input.gradient().values(),
                                [=](float d) { return d == (joined ? 1.0f : 0.0f); }));
    }
  }
}

}  // namespace

TEST_CASE("empty batch: element-wise operations and reductions") { check_rows(element_rows()); }
TEST_CASE("empty batch: operations that move values") { check_rows(shape_rows()); }
TEST_CASE("empty batch: products, attention and layer norms") { check_rows(product_rows()); }
TEST_CASE("empty batch: operations of images") { check_rows(image_rows()); }

TEST_CASE("empty batch: the sum of an empty result goes back through what made it") {
  for (const auto& rows : {element_rows(), shape_rows(), product_rows(), image_rows()}) {
    for (const Row& row : rows) {
      CAPTURE(row.name);
      if (row.output.elements() > 0) continue;
      Inputs inputs;
      for (const Shape& shape : row.inputs) {
        inputs.push_back(Tensor::ones(shape).set_requires_gradient(true));
      }
      const Tensor loss = sum(row.operation(inputs));
      CHECK(loss.item() == 0.0f);
      backward(loss);
      for (const Tensor& input : inputs) CHECK(input.gradient().shape() == input.shape());
    }
  }
}

TEST_CASE("empty batch: tensors without columns") {
  for (const Shape& shape : {Shape{3, 0}, Shape{0}, Shape{0, 0}, Shape{2, 0, 3}}) {
    CAPTURE(shape.sizes().size());
    Tensor a = Tensor::ones(shape).set_requires_gradient(true);
    const Tensor b = Tensor::scalar(2.0f).set_requires_gradient(true);
    using OfTwo = Tensor (*)(const Tensor&, const Tensor&);
    for (const OfTwo operation : {OfTwo{add}, OfTwo{subtract}, OfTwo{multiply}, OfTwo{divide},
                                  OfTwo{minimum}, OfTwo{maximum}}) {
      a.clear_gradient();
      backward(sum(operation(a, Tensor::ones(shape))) + sum(operation(b, a)));
      CHECK(a.gradient().shape() == shape);
      CHECK(b.gradient().item() == 0.0f);
    }
  }
}

TEST_CASE("empty batch: what has no value of no examples is refused by name") {
  const auto of_kind = [](const std::string& name, const std::function<void()>& operation) {
    CHECK_MESSAGE(error_of(operation).starts_with("[" + name + "]"), name);
  };
  of_kind("mean", [] { mean(Tensor::zeros(kRows)); });
  of_kind("max", [] { max(Tensor::zeros(kRows)); });
  of_kind("variance", [] { variance(Tensor::zeros(kRows)); });
  of_kind("cross_entropy", [] { cross_entropy(Tensor::zeros(kRows), kNone); });
  of_kind("cross_entropy", [] { cross_entropy_each(Tensor::zeros({2, 0}), {0, 0}); });
  of_kind("batch_norm_activation", [] {
    batch_norm_activation(Tensor::zeros(kRows), {.running_mean = Tensor::zeros({4}),
                                                 .running_variance = Tensor::ones({4})});
  });
}
