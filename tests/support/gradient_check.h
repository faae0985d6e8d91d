// Gradient checks for operations, every coordinate of every input:
//
//   check_operation({x, w}, operation, reference)  values and gradients against a naive double
//                                                  reference; the main check of an operation
//   check_gradients({x, w}, operation)             gradients against the operation itself, where a
//                                                  reference would only repeat it (compositions)
//
// The output is contracted with fixed random weights r: L = sum r_i y_i, so that one backward pass
// meets all of the Jacobian. Inputs must keep two steps away from kinks; pin those apart.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/core/tensor/tensor.h>
#include "tests/support/error_text.h"
#include "tests/support/naive.h"

namespace actlab::test {

using Operation = std::function<Tensor(const std::vector<Tensor>& inputs)>;
using Reference = std::function<NaiveTensor(const std::vector<NaiveTensor>& inputs)>;

struct GradientTolerance {
  double epsilon = 0x1p-5;  // step; a power of two, so that x + epsilon is nearly exact
  double absolute = 2e-4;
  double relative = 2e-3;
};

// The same weights for the same shape, away from zero so that no output is overlooked.
inline Tensor contraction_weights(const Shape& shape) {
  Random random(20171016, Purpose::test);
  Tensor weights = Tensor::uninitialised(shape);
  for (float& weight : weights.values()) {
    const float size = 0.25f + random.uniform();
    weight = random.uniform() < 0.5f ? -size : size;
  }
  return weights;
}

// Independent copies of the inputs that require gradients.
inline std::vector<Tensor> as_parameters(const std::vector<Tensor>& inputs) {
  std::vector<Tensor> parameters;
  for (const Tensor& input : inputs) {
    parameters.push_back(input.clone().set_requires_gradient(true));
  }
  return parameters;
}

template <class Values>
double contract(const Values& values, const Tensor& weights) {
  double sum = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(weights.values()[i]);
  }
  return sum;
}

// Central differences with one Richardson step: f' = (8 (f(+1) - f(-1)) - (f(+2) - f(-2))) / 12 h,
// error h^4 f''''' / 30. With a step of 1/32 rounding in float32 costs about 2e-6 |f|.
template <class Function>
double numeric_derivative(const Function& at_step, double epsilon) {
  const double inner = at_step(epsilon) - at_step(-epsilon);
  const double outer = at_step(2.0 * epsilon) - at_step(-2.0 * epsilon);
  return (8.0 * inner - outer) / (12.0 * epsilon);
}

inline void check_gradients(const std::vector<Tensor>& inputs, const Operation& operation,
                            const GradientTolerance& tolerance = {}) {
  std::vector<Tensor> parameters = as_parameters(inputs);
  const Tensor output = operation(parameters);
  const Tensor weights = contraction_weights(output.shape());
  backward(output, weights);

  const NoGradient no_gradient;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Tensor gradient = parameters[i].gradient();
    REQUIRE_MESSAGE(gradient.defined(), "input " << i << " received no gradient");
    double worst = 0.0;
    std::string where = "nowhere";
    for (std::int64_t j = 0; j < gradient.elements(); ++j) {
      float& coordinate = parameters[i].data()[j];
      const float before = coordinate;
      const double numeric = numeric_derivative(
          [&](double step) {
            coordinate = static_cast<float>(static_cast<double>(before) + step);
            const Tensor moved = operation(parameters);
            coordinate = before;
            return contract(moved.values(), weights);
          },
          tolerance.epsilon);
      const double analytic = static_cast<double>(gradient.data()[j]);
      const double allowed = tolerance.absolute + tolerance.relative * std::abs(numeric);
      const double error = std::abs(analytic - numeric) / allowed;
      if (!(error <= worst)) {  // also where it is NaN
        worst = error;
        where =
            text("input ", i, ", coordinate ", j, ": analytic ", analytic, ", numeric ", numeric);
      }
      if (std::isnan(error)) break;
    }
    CHECK_MESSAGE(worst <= 1.0, where);
  }
}

// Values and gradients within `tolerance` (relative L2, an input at a time) of the reference, whose
// gradients are central differences in double.
inline void check_operation(const std::vector<Tensor>& inputs, const Operation& operation,
                            const Reference& reference, double tolerance = 1e-5) {
  std::vector<Tensor> parameters = as_parameters(inputs);
  std::vector<NaiveTensor> naive_inputs;
  for (const Tensor& input : inputs) naive_inputs.emplace_back(input);

  const Tensor output = operation(parameters);
  const NaiveTensor expected = reference(naive_inputs);
  REQUIRE(output.shape() == expected.shape);
  CHECK(relative_l2(output, expected) <= tolerance);

  const Tensor weights = contraction_weights(output.shape());
  backward(output, weights);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Tensor gradient = parameters[i].gradient();
    REQUIRE_MESSAGE(gradient.defined(), "input " << i << " received no gradient");
    NaiveTensor numeric(gradient.shape());
    for (std::int64_t j = 0; j < gradient.elements(); ++j) {
      double& coordinate = naive_inputs[i][j];
      const double before = coordinate;
      numeric[j] = numeric_derivative(
          [&](double step) {
            coordinate = before + step;
            const NaiveTensor moved = reference(naive_inputs);
            coordinate = before;
            return contract(moved.values, weights);
          },
          1e-4);
      if (std::abs(numeric[j]) < 1e-9) numeric[j] = 0.0;  // rounding noise about a true zero
    }
    const double error = relative_l2(gradient, numeric);
    CHECK_MESSAGE(error <= tolerance, "gradient of input " << i << " is off by " << error);
  }
}

}  // namespace actlab::test
