// How far a gradient reaches: its size at every layer of a deep network before any training, with
// and without batch normalisation and skip connections.
//
// Inputs are N(0, 1), weights of the first layer N(0, 1 / width), of the others N(0, g^2 / width)
// with g = 1 / sqrt(E[f^2]), which keeps the mean square of pre-activations at 1
// (core/formula/analysis/signal.h). On the way back through a layer theory says that the mean
// square of the gradient changes by
//
//   plain                 E[f'^2] / E[f^2]      (Schoenholz et al., "Deep information propagation",
//   2017) batch normalisation   E[f'^2] / Var[f]      (Yang et al., "A mean field theory of batch
//                                               normalization", 2019, for large batches)
//
// each for z ~ N(0, 1). That z stays so is not sure without normalisation: for functions like swish
// a mean square a little above 1 makes the next one larger still. With skip connections there is no
// such number here: the signal grows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/dynamics/formula_facts.h>
#include <actlab/layers/models/perceptron.h>

namespace actlab::dynamics {

struct DepthOptions {
  std::string activation = "relu";
  std::int64_t depth = 40;
  std::int64_t width = 256;
  std::int64_t examples = 256;  // N(0, 1) inputs; the loss is a random sum of the outputs
  std::uint64_t seed = 0;
};

struct GradientByDepth {
  std::string name;  // "plain", "batch norm", "skip", "skip, batch norm"
  // Root mean square of the gradient by z, first layer first, and of z itself; NaN where not all
  // numbers are finite.
  std::vector<double> deviations;
  std::vector<double> signal;
  // Of a layer, in the mean square: geometric mean over the depth; NaN where none reaches the
  // first.
  double measured_factor = 0.0;
  double theory_factor = 0.0;  // NaN where there is none
};

// All four networks, from the same weights. Throws UsageError for a wrong formula or a constant,
// fewer than two layers, and a function whose E[f^2] is not known, infinite or 0.
std::vector<GradientByDepth> gradient_by_depth(const DepthOptions& options);

// One sentence: which network lets the gradient through, how theory did, and whether z stayed what
// theory takes it for; where no gradient reaches the first layer, why.
std::string depth_finding(const std::string& activation,
                          const std::vector<GradientByDepth>& networks);

}  // namespace actlab::dynamics
