// check_operation({x, w}, operation, reference): values and gradients of an operation against a
// naive reference in double, at every coordinate of every input; the main check of an operation.
//
// Where a reference would only repeat the operation (compositions), check_gradients() of
// core/tensor/gradient_check.h holds the gradients against the operation itself.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/core/tensor/gradient_check.h>
#include <actlab/core/tensor/tensor.h>
#include "tests/support/error_text.h"
#include "tests/support/naive.h"

namespace actlab::test {

using Operation = TensorFunction;
using Reference = std::function<NaiveTensor(const std::vector<NaiveTensor>& inputs)>;

// Independent copies of the inputs that require gradients.
inline std::vector<Tensor> as_parameters(const std::vector<Tensor>& inputs) {
  std::vector<Tensor> parameters;
  for (const Tensor& input : inputs) {
    parameters.push_back(input.clone().set_requires_gradient(true));
  }
  return parameters;
}

// Within `tolerance`: relative L2, of the values, and of each input's gradient.
inline void check_operation(const std::vector<Tensor>& inputs, const Operation& operation,
                            const Reference& reference, double tolerance = 1e-5) {
  std::vector<NaiveTensor> naive_inputs;
  for (const Tensor& input : inputs) naive_inputs.emplace_back(input);
  const Tensor output = operation(as_parameters(inputs));
  const NaiveTensor expected = reference(naive_inputs);
  REQUIRE(output.shape() == expected.shape);
  CHECK(relative_l2(output, expected) <= tolerance);

  const auto moved = [&](const std::vector<std::vector<double>>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) naive_inputs[i].values = values[i];
    return reference(naive_inputs).values;
  };
  const GradientCheck check = check_gradients(inputs, operation, moved);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    CHECK_MESSAGE(check.relative_l2[i] <= tolerance,
                  "gradient of input " << i << " is off by " << check.relative_l2[i]
                                       << "; worst: " << check.report());
  }
}

}  // namespace actlab::test
