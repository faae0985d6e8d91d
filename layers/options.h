// What the blocks and models of one network have in common.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/core/formula/compiler/compiled_formula.h>

namespace actlab::layers {

// How a residual block meets a skip of another shape (He et al. 2015, 1512.03385): option A takes
// every second pixel and adds zero channels, option B is a 1x1 convolution with normalisation.
enum class Shortcut { a, b };

struct BlockOptions {
  formula::FormulaPointer activation;
  Shortcut shortcut = Shortcut::a;
  bool batch_norm_scale = true;
  double batch_norm_epsilon = 1e-5;  // 1e-3 in TensorFlow's image networks
  // Activations inside a block are made by the convolution that reads them, in forward and again in
  // backward, instead of kept in memory (core/ops/normalised_conv2d.h).
  bool recompute = true;
};

}  // namespace actlab::layers
