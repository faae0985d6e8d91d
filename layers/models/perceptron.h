// Multilayer perceptron: fully connected hidden layers of one width.
//
//   h_1 = f(norm(W_1 x + b_1))
//   h_i = f(norm(W_i h_(i-1) + b_i) [+ h_(i-1)])       the skip where asked for
//   y   = W h_depth + b
//
// Names: layers.0.linear.weight, layers.0.norm.weight, layers.0.act.beta, ..., head.weight. With
// batch normalisation the hidden linear layers have no bias of their own: norm's shift is one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <actlab/layers/layer.h>

namespace actlab::layers {

enum class PerceptronNorm { off, on, no_scale };

struct PerceptronOptions {
  std::int64_t inputs = 2;
  std::int64_t outputs = 2;
  std::int64_t depth = 3;   // hidden layers
  std::int64_t width = 32;  // of each
  std::string activation = "relu";
  PerceptronNorm batch_norm = PerceptronNorm::off;
  bool skip = false;
  std::uint64_t seed = 0;
};

// Initialised by the seed. Throws UsageError for a wrong formula.
std::unique_ptr<Layer> make_perceptron(const PerceptronOptions& options);

}  // namespace actlab::layers
