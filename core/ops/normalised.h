// Batch normalisation, a skip connection and an activation as one, whose result is made where it is
// read instead of being stored:
//
//   xhat = (x - mean) / sqrt(variance + epsilon)     a channel, over all other axes
//   z    = scale * xhat + shift + skip               the pre-activation
//   y    = f(z; p)
//
// normalise() only takes the statistics. What makes an operation of it is batch_norm_activation()
// (batch_norm.h), which stores y, or normalised_conv2d() (normalised_conv2d.h), which makes y row
// by row as a convolution reads it.
//
// Shapes: input and skip [..., C]; scale, shift, running_mean, running_variance [C]; formula
// parameters [C] or with one element. scale, shift and skip may be left undefined, and the formula
// null: 1, 0, 0 and the identity. The input may be some channels of a wider tensor.
//
// Training uses the batch's mean and variance (divided by the number of values) and moves the
// running ones by `momentum`, the variance divided by one value less, as PyTorch does. Evaluation
// uses the running ones, which are constants to the gradient. With m values a channel and
// d_z = d_y * f'(z):
//   d_scale = sum d_z * xhat      d_shift = sum d_z      d_skip = d_z
//   d_input = scale / sqrt(variance + epsilon) * (d_z - [d_shift + xhat * d_scale] / m)
// with the bracket left out in evaluation. only_activate() leaves z = x + shift, d_input = d_z.
// Statistics and sums are taken in double from short float sums.
//
// Errors: Error for shapes that do not fit, for fewer than two values a channel in training, and
// for evaluation without running statistics.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/kernels/channels/batch_norm.h>
#include <actlab/core/ops/channel_view.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

struct BatchNorm {
  Tensor scale = {};
  Tensor shift = {};
  Tensor running_mean = {};
  Tensor running_variance = {};
};

struct BatchNormOptions {
  bool training = true;
  float momentum = 0.1f;
  double epsilon = 1e-5;
};

// A formula with the tensors of its parameters.
struct FormulaActivation {
  formula::FormulaPointer formula = {};  // null: the identity
  std::vector<Tensor> parameters = {};
};

// Makes y and z, and returns the gradient. Keeps input and skip (values that their makers keep as
// well), and mean and deviation a channel; all else is made again in backward.
class NormalisedActivation {
 public:
  using GradientWatcher = std::function<void(const Tensor& gradient)>;

  NormalisedActivation(const ChannelView& input, const BatchNorm& parameters,
                       const BatchNormOptions& options, const FormulaActivation& activation,
                       const Tensor& skip, const kernels::ChannelMoments* batch);
  // Without a normalisation: z = x + shift.
  NormalisedActivation(const Tensor& input, const FormulaActivation& activation,
                       const Tensor& shift);

  const Shape& shape() const { return shape_; }
  // z and y, in parallel. Parameters of the formula are read at the time of the call.
  Tensor pre_activation() const;
  Tensor activated() const;
  // Let the watcher see d_y, or d_z, when backward gets there, with all that has come together. The
  // other gradients keep their bits, and a tensor that he keeps its values.
  void watch_activated(GradientWatcher watcher);
  void watch_pre_activation(GradientWatcher watcher);

  // Gives the skip back where the gradient does not need it: without a formula, once z has been
  // made.
  void forget_skip() { skip_ = Tensor(); }
  // Gives back the memory of the input, once y has been made. Whoever asks next makes it again with
  // `again`, which must return the same values; then it stays.
  void forget_input(std::function<Tensor()> again);

  // --- for the operations -------------------------------------------------------------------
  // The order of the inputs in the graph; the formula's parameters follow.
  enum Input : std::size_t { kInput, kScale, kShift, kSkip, kFirstParameter };
  std::size_t inputs() const { return kFirstParameter + formula_parameters_.size(); }
  bool wants_gradient(const GradientSlots& slots) const;

  // The rows of y, made from tensors that this keeps.
  kernels::NormalisedRows rows() const;
  // The first step of backward: takes d_y, row by row or all of it, and leaves d_z.
  kernels::BatchNormGradient first_step(const GradientSlots& slots) const;
  // The second: passes on what the first has left in d_z, which it may overwrite, and its sums.
  void second_step(kernels::BatchNormGradient& first, const Tensor& d_z,
                   const GradientSlots& slots) const;
  bool is_activated_watched() const { return !activated_watchers_.empty(); }
  void tell_activated(const Tensor& d_activated) const;

 private:
  const ChannelView& input() const;
  std::int64_t channels() const { return shape_[-1]; }
  std::int64_t row_count() const { return channels() > 0 ? shape_.elements() / channels() : 0; }
  kernels::InputGradient input_gradient(const std::vector<double>& d_shift,
                                        const std::vector<double>& d_scale) const;

  void pass_to_input(const kernels::InputGradient& gradient, const Tensor& d_z,
                     const GradientSlots& slots) const;

  Shape shape_;
  mutable ChannelView input_;                          // without a tensor while it is forgotten
  mutable std::function<Tensor()> remake_input_ = {};  // empty while it is there
  Tensor skip_;                                        // not defined() where there is none
  bool training_;
  bool is_identity_ = false;  // z = x + shift: d_x = d_z
  std::vector<double> mean_;
  std::vector<double> inverse_deviation_;
  kernels::Normalisation normalisation_;
  formula::FormulaPointer formula_;
  std::vector<Tensor> formula_parameters_;
  std::vector<GradientWatcher> activated_watchers_;
  std::vector<GradientWatcher> pre_activation_watchers_;
};

struct Normalised {
  std::shared_ptr<NormalisedActivation> made;
  std::vector<Tensor> inputs;  // of the graph; empty while nothing is recorded
};

// `batch`: the moments of the input, where they are known and need not be taken again.
Normalised normalise(const ChannelView& input, const BatchNorm& parameters,
                     const BatchNormOptions& options = {}, const FormulaActivation& activation = {},
                     const Tensor& skip = {}, const kernels::ChannelMoments* batch = nullptr);

// The activation alone, z = x, or z = x + shift where there is one: for a convolution that is to
// make y as it reads it.
Normalised only_activate(const Tensor& input, const FormulaActivation& activation,
                         const Tensor& shift = {});

}  // namespace actlab
