// One example forward and back through a small network, with every number: the perceptron
//
//   z = W x + b, y = f(z)   two hidden layers, then logits = W y + b and softmax cross-entropy
//
// as a page that goes step by step, with the derivation of f' line by line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <actlab/core/tensor/tensor.h>
#include <actlab/layers/layer.h>

namespace actlab::dynamics {

struct BackpropOptions {
  std::string activation = "swish";
  std::vector<float> input = {0.5f, -1.0f};
  std::int64_t label = 1;  // of two classes
  std::int64_t width = 3;
  std::int64_t depth = 2;
  std::uint64_t seed = 0;
  double lr = 0.1;  // of the update at the end
};

// A layer of units, each with
//
//   sum = weights input + biases      what the linear layer makes
//   z = scale (sum - mean) / deviation + shift [+ input], or, not normalised, sum [+ input]
//   y = f(z)
//
//   d_z = d_y f'(z)                   d_sum = d_z scale / deviation
//   d_weights = d_sum input           d_y of the layer before = weights^T d_sum [+ d_z]
//
// The terms in brackets are there where the layer skips.
struct LayerPassage {
  std::string name;  // "layers.0", "head"
  std::vector<float> input, sum;
  std::vector<float> mean, deviation, scale, shift;  // empty without batch normalisation
  bool skips = false;                                // the input is added before f
  std::vector<float> z, y, slope;                    // no y and slope for the head: z is its sum
  std::vector<float> weights, biases;                // [out, in] and [out], or none
  std::vector<float> d_y, d_z, d_sum;                // gradients by these; no d_y for the head
  std::vector<float> d_weights, d_biases;
};

// Every layer of a perceptron while `loss` runs it on one example, and back from there. Batch
// normalisation is followed in evaluation, where its mean and deviation are constants. Leaves the
// gradients that it makes.
std::vector<LayerPassage> pass(layers::Layer& network, const std::function<Tensor()>& loss);

struct Backprop {
  BackpropOptions options;
  std::string formula;
  std::vector<LayerPassage> layers;
  std::vector<double> probabilities;  // softmax of the last z
  double loss = 0.0;
  double loss_after = 0.0;  // of the same example, after a step of plain gradient descent
};

// Throws UsageError for a wrong formula or a constant, a label that is not 0 or 1, sizes out of
// range, numbers that are not finite, and an example at which the network has no finite value or
// slope.
Backprop backprop(const BackpropOptions& options);

// One HTML file.
std::string backprop_page(const Backprop& passage);

std::string backprop_finding(const Backprop& passage);

}  // namespace actlab::dynamics
