// The operations of image networks against PyTorch's values and gradients in double precision:
// every kernel size, stride, padding and number of groups that the networks have.
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/conv2d.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/ops/pad.h>
#include <actlab/core/ops/permute.h>
#include <actlab/core/ops/pool.h>
#include <actlab/core/ops/slice.h>
#include <actlab/core/tensor/autograd.h>
#include "tests/support/golden_json.h"

using namespace actlab;
using namespace actlab::test;

namespace {

// Exact in float32, but for averages and logarithms.
constexpr double kTolerance = 2e-6;

// The files hold [n, c, h, w] and [out, in / groups, h, w].
Tensor images(const Tensor& x) { return permute(x, {0, 2, 3, 1}); }
Tensor kernel(const Tensor& weight) { return permute(weight, {2, 3, 1, 0}); }

using Inputs = std::map<std::string, Tensor>;
using Operation = Tensor (*)(const Json& c, const Inputs& inputs);

Padding padding_of(const Json& c) {
  if (c["padding"].is_string()) return Padding::same();
  return {c["padding"][0].get<std::int64_t>(), c["padding"][1].get<std::int64_t>()};
}

PoolWindow window_of(const Json& c) {
  return {.kernel = {c["kernel"][0].get<std::int64_t>(), c["kernel"][1].get<std::int64_t>()},
          .stride = c["stride"].get<std::int64_t>(),
          .padding = padding_of(c),
          .count_include_pad = c.value("count_include_pad", true)};
}

Tensor convolution(const Json& c, const Inputs& in) {
  return conv2d(images(in.at("x")), kernel(in.at("w")),
                {.stride = c["stride"].get<std::int64_t>(),
                 .padding = padding_of(c),
                 .groups = c["groups"].get<std::int64_t>()});
}

// Every second pixel, and every second one from (1, 1) on, with zeros behind the last.
Tensor factorized_reduction(const Json&, const Inputs& in) {
  const Tensor x = images(in.at("x"));
  const Tensor down = pad(slice(x, 1, 1, x.size(1)), 1, 0, 1);
  const Tensor moved = pad(slice(down, 2, 1, x.size(2)), 2, 0, 1);
  return concat({conv2d(x, kernel(in.at("w1")), {.stride = 2}),
                 conv2d(moved, kernel(in.at("w2")), {.stride = 2})},
                3);
}

const std::map<std::string, Operation> kOperations{
    {"conv2d", convolution},
    {"avg_pool2d",
     [](const Json& c, const Inputs& in) {
       return average_pool2d(images(in.at("x")), window_of(c));
     }},
    {"max_pool2d",
     [](const Json& c, const Inputs& in) { return max_pool2d(images(in.at("x")), window_of(c)); }},
    {"global_average_pool",
     [](const Json&, const Inputs& in) { return global_average_pool(images(in.at("x"))); }},
    {"factorized_reduction", factorized_reduction},
    {"concat",
     [](const Json&, const Inputs& in) {
       return concat({images(in.at("a")), images(in.at("b"))}, 3);
     }},
    {"scaled_add",
     [](const Json& c, const Inputs& in) {
       return add(images(in.at("x")), multiply(images(in.at("up")), c["scale"].get<float>()));
     }},
    {"cross_entropy",
     [](const Json& c, const Inputs& in) {
       return cross_entropy(in.at("logits"), golden_indices(c["labels"]),
                            {.label_smoothing = c["label_smoothing"].get<float>()});
     }},
};

void check_case(const Json& c, const Operation& operation) {
  CAPTURE(c["name"].get<std::string>());
  Inputs inputs;
  for (const auto& [name, input] : c["inputs"].items()) {
    inputs.emplace(name, golden_parameter(input["values"]));
  }
  const Tensor made = operation(c, inputs);
  const Tensor output = made.rank() == 4 ? permute(made, {0, 3, 1, 2}) : made;
  CHECK(distance(output, c["output"]) <= kTolerance);
  if (c.contains("output_gradient")) {
    backward(output, golden_tensor(c["output_gradient"]));
  } else {
    backward(output);
  }
  for (const auto& item : c["input_gradients"].items()) {
    const Tensor gradient = inputs.at(item.key()).gradient();
    CHECK_MESSAGE(distance(gradient, item.value()) <= kTolerance, item.key());
  }
}

}  // namespace

TEST_CASE("golden: operations of image networks") {
  const Json cases = golden_json("networks/operations");
  int met = 0;
  for (const Json& c : cases) {
    const auto operation = kOperations.find(c["op"].get<std::string>());
    if (operation == kOperations.end()) continue;  // optimizers
    check_case(c, operation->second);
    ++met;
  }
  CHECK((cases.is_null() || met >= 34));
}
