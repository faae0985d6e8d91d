// Multilayer perceptron: fully connected hidden layers of one width.
//
//   h_1 = f(norm(W_1 x + b_1))
//   h_i = f(norm(W_i h_(i-1) + b_i) [+ h_(i-1)])       the skip where asked for
//   y   = W h_depth + b
//
// x is a row [N, features], or an image [N, height, width, channels] whose values are taken in the
// order of memory. Names: layers.0.linear.weight, layers.0.norm.weight, layers.0.act.beta, ...,
// head.weight. With batch normalisation the hidden linear layers have no bias of their own: norm's
// shift is one; normalisation, skip and activation are one pass (layers/batch_norm.h).
#pragma once

#include <cstdint>
#include <memory>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/layers/layer.h>
#include <actlab/layers/models/model_row.h>

namespace actlab::layers {

enum class PerceptronNorm { off, on, no_scale };

struct PerceptronOptions {
  std::int64_t depth = 3;   // hidden layers
  std::int64_t width = 32;  // of each
  PerceptronNorm batch_norm = PerceptronNorm::off;
  bool skip = false;
};

// Not initialised yet (initialise.h). Throws Error where the machine has no memory for the weights,
// before any of them is made.
std::unique_ptr<Layer> make_perceptron(std::int64_t inputs, std::int64_t outputs,
                                       const formula::FormulaPointer& activation,
                                       const PerceptronOptions& options = {});

// Whether it is a hidden layer of a perceptron that adds its input before the activation.
bool adds_its_input(const Module& module);

ModelRow perceptron_row();

}  // namespace actlab::layers
