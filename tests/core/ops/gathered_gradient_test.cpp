// Operations whose backward adds to the gradient that others have gathered, in the pass that
// writes.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <actlab/core/ops/batch_norm.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/conv2d.h>
#include <actlab/core/ops/pad.h>
#include <actlab/core/ops/pool.h>
#include <actlab/core/ops/slice.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

using Operation = std::function<Tensor(const Tensor& x)>;

const std::pair<const char*, Operation> kOperations[] = {
    {"average_pool2d",
     [](const Tensor& x) {
       return average_pool2d(x, {3, 1, Padding::same(), false});
     }},
    {"average_pool2d, stride 2",
     [](const Tensor& x) {
       return average_pool2d(x, {3, 2, 1});
     }},
    {"average_pool2d, with gaps",
     [](const Tensor& x) {
       return average_pool2d(x, {1, 2, 0});
     }},
    {"max_pool2d",
     [](const Tensor& x) {
       return max_pool2d(x, {3, 2, 1});
     }},
    {"concat",
     [](const Tensor& x) {
       return concat({x, Tensor::ones({2, 7, 6, 4}), x}, 3);
     }},
    {"slice", [](const Tensor& x) { return slice(x, 1, 2, 5); }},
    {"pad", [](const Tensor& x) { return pad(x, 2, 1, 3); }},
    {"conv2d",
     [](const Tensor& x) {
       return conv2d(x, random_tensor({3, 3, 19, 5}, 3), {.stride = 2, .padding = 1});
     }},
    {"batch_norm_activation", [](const Tensor& x) { return batch_norm_activation(x, {}); }}};

// The gradient of x where `gathered` was there before.
Tensor gradient(const Operation& operation, const Tensor& gathered) {
  Tensor x = random_tensor({2, 7, 6, 19}, 1).set_requires_gradient(true);
  const Tensor y = operation(x);
  if (gathered.defined()) accumulate_gradient(x.slot(), gathered);
  backward(y, random_tensor(y.shape(), 2));
  return x.gradient();
}

}  // namespace

TEST_CASE("operations add to the gradient that has gathered") {
  const Tensor gathered = random_tensor({2, 7, 6, 19}, 11);
  for (const auto& operation : kOperations) {
    CAPTURE(std::string(operation.first));
    const Tensor alone = gradient(operation.second, {});
    const Tensor sum = gradient(operation.second, gathered);
    for (std::int64_t i = 0; i < sum.elements(); ++i) {
      const float expected = gathered.data()[i] + alone.data()[i];
      REQUIRE(sum.data()[i] == doctest::Approx(expected).epsilon(1e-5));
    }
  }
}
