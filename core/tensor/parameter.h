// A parameter: a tensor that is trained, with its name and its own answers to what others ask of
// it: how it starts (layers/initialise.h), how files hold it (layers/state.h), in which group an
// optimizer puts it (optim/groups.h). The layer that owns it states them all:
//
//   add_parameter("weight", Tensor::zeros({out, in}),
//                 {.start = start::uniform_by_fan_in(), .fan_in = in, .fan_out = out});
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

// The distribution of a parameter's first values, which are independent of each other.
//
//   normal             N(0, width^2)
//   truncated_normal   the same, where values beyond two widths are drawn again
//   uniform            U(-width, width)
struct Start {
  enum class Shape { keep, zero, normal, truncated_normal, uniform };
  enum class Fan { none, in, out, mean };

  Shape shape = Shape::keep;  // keep: the values of construction
  Fan fan = Fan::none;
  double gain = 0.0;  // the width; with a fan, width = sqrt(gain / fan)

  bool operator==(const Start&) const = default;
};

namespace start {

inline constexpr Start keep() { return {}; }
inline constexpr Start zero() { return {.shape = Start::Shape::zero}; }
inline constexpr Start normal(double deviation) {
  return {Start::Shape::normal, Start::Fan::none, deviation};
}
inline constexpr Start truncated_normal(double deviation) {
  return {Start::Shape::truncated_normal, Start::Fan::none, deviation};
}
inline constexpr Start uniform(double bound) {
  return {Start::Shape::uniform, Start::Fan::none, bound};
}
// He et al. 2015, 1502.01852: N(0, 2 / fan_in), which keeps the size of signals on the way forward;
// with fan_out, that of gradients on the way back.
inline constexpr Start he() { return {Start::Shape::normal, Start::Fan::in, 2.0}; }
inline constexpr Start he_fan_out() { return {Start::Shape::normal, Start::Fan::out, 2.0}; }
// LeCun et al. 1998: N(0, 1 / fan_in); what SELU was derived for.
inline constexpr Start lecun() { return {Start::Shape::normal, Start::Fan::in, 1.0}; }
// Glorot & Bengio 2010: U(+-sqrt(6 / (fan_in + fan_out))), and N(0, 2 / (fan_in + fan_out)).
inline constexpr Start glorot() { return {Start::Shape::uniform, Start::Fan::mean, 3.0}; }
inline constexpr Start glorot_normal() { return {Start::Shape::normal, Start::Fan::mean, 1.0}; }
// U(+-1 / sqrt(fan_in)): PyTorch's habit for linear layers and for all biases.
inline constexpr Start uniform_by_fan_in() { return {Start::Shape::uniform, Start::Fan::in, 1.0}; }

}  // namespace start

// What an initialisation scheme may replace the start of.
enum class StartRole { fixed, weight, bias };

// How a parameter lies in files, which hold PyTorch's shapes.
//   same
//   convolution   [height, width, in / groups, out] here, [out, in / groups, height, width] there
enum class FileLayout { same, convolution };

// Optimizer groups of our layers; a layer may name others.
namespace group {
inline const std::string weights = "weights";
inline const std::string biases = "biases";
inline const std::string norms = "norms";  // scales and shifts of normalisations
inline const std::string depthwise = "depthwise";
inline const std::string embeddings = "embeddings";
inline const std::string activations = "activations";  // those of formulas

inline std::vector<std::string> names() {
  return {weights, biases, norms, depthwise, embeddings, activations};
}
}  // namespace group

struct ParameterTraits {
  Start start = start::keep();
  StartRole role = StartRole::fixed;
  // How many inputs an output is a sum over, and how many outputs an input reaches. 0: not stated;
  // a bias has the fan_in of its layer.
  std::int64_t fan_in = 0;
  std::int64_t fan_out = 0;
  FileLayout layout = FileLayout::same;
  std::string group = group::weights;
  bool optional = false;  // may be missing in files, and then stays as it is
};

// A bias of a layer whose outputs are sums over so many inputs.
inline ParameterTraits bias_traits(std::int64_t fan_in) {
  return {.start = start::uniform_by_fan_in(),
          .role = StartRole::bias,
          .fan_in = fan_in,
          .group = group::biases};
}

struct NamedParameter {
  std::string name;  // dotted path, as in files: layer1.0.conv1.weight
  Tensor tensor;     // requires a gradient
  ParameterTraits traits = {};
  std::vector<std::string> also = {};  // further names, where it is shared
};

// Whether two handles are the same parameter: they share values and gradient.
inline bool same_parameter(const Tensor& a, const Tensor& b) {
  return a.slot() != nullptr && a.slot() == b.slot();
}

}  // namespace actlab
