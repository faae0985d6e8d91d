#include <actlab/core/ops/normalised.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/formula_parameters.h>
#include <actlab/core/ops/gradient_buffer.h>

namespace actlab {
namespace {

constexpr const char* kOperation = "batch_norm_activation";

void check_channel_tensor(const char* name, const Tensor& tensor, const ChannelView& input) {
  if (!tensor.defined() || (tensor.rank() == 1 && tensor.size(0) == input.channels())) return;
  throw Error(text("[", kOperation, "] ", name, " must have one value a channel: got ",
                   tensor.shape(), ", expected [", input.channels(), "] (input ", input.shape(),
                   ")"));
}

void check_rank(const ChannelView& input) {
  if (input.tensor().rank() >= 2) return;
  throw Error(text("[", kOperation, "] needs an input [..., channels] of rank 2 or more, got ",
                   input.tensor().shape()));
}

void check(const ChannelView& input, const BatchNorm& parameters, const BatchNormOptions& options,
           const Tensor& skip) {
  check_rank(input);
  check_channel_tensor("scale", parameters.scale, input);
  check_channel_tensor("shift", parameters.shift, input);
  check_channel_tensor("running_mean", parameters.running_mean, input);
  check_channel_tensor("running_variance", parameters.running_variance, input);
  if (skip.defined() && !(skip.shape() == input.shape())) {
    throw Error(text("[", kOperation, "] skip must have the input's shape: got ", skip.shape(),
                     ", expected ", input.shape()));
  }
  if (options.training && input.channels() > 0 && input.rows() < 2) {
    throw Error(text("[", kOperation, "] training needs at least two values a channel to have a ",
                     "variance, got input ", input.shape(),
                     "; use a larger batch, or evaluation mode"));
  }
  if (!options.training &&
      !(parameters.running_mean.defined() && parameters.running_variance.defined())) {
    throw Error(text("[", kOperation, "] evaluation needs running_mean and running_variance"));
  }
}

void move_running(Tensor running, const std::vector<double>& batch, double factor, float momentum) {
  if (!running.defined()) return;
  float* values = running.data();
  for (std::size_t c = 0; c < batch.size(); ++c) {
    values[c] =
        static_cast<float>((1.0 - static_cast<double>(momentum)) * static_cast<double>(values[c]) +
                           static_cast<double>(momentum) * factor * batch[c]);
  }
}

// Those to normalise by; moves the running ones in training.
kernels::ChannelMoments moments(const ChannelView& input, const BatchNorm& parameters,
                                const BatchNormOptions& options,
                                const kernels::ChannelMoments* batch) {
  if (!options.training) {
    const auto mean = parameters.running_mean.values();
    const auto variance = parameters.running_variance.values();
    return {{mean.begin(), mean.end()}, {variance.begin(), variance.end()}};
  }
  const std::int64_t rows = input.rows();
  kernels::ChannelMoments result =
      batch != nullptr ? *batch : kernels::channel_moments(rows, input.channels(), input.values());
  const auto count = static_cast<double>(rows);
  move_running(parameters.running_mean, result.mean, 1.0, options.momentum);
  move_running(parameters.running_variance, result.variance, count / (count - 1.0),
               options.momentum);
  return result;
}

double value_or(const Tensor& tensor, std::size_t channel, double otherwise) {
  return tensor.defined() ? static_cast<double>(tensor.data()[channel]) : otherwise;
}

// What rounding the mean to float leaves over.
double mean_rest(double mean) { return mean - static_cast<double>(static_cast<float>(mean)); }

kernels::Normalisation normalisation(const std::vector<double>& mean,
                                     const std::vector<double>& inverse_deviation,
                                     const BatchNorm& parameters) {
  kernels::Normalisation result;
  for (std::size_t c = 0; c < mean.size(); ++c) {
    const double scale = value_or(parameters.scale, c, 1.0) * inverse_deviation[c];
    const double shift = value_or(parameters.shift, c, 0.0) - mean_rest(mean[c]) * scale;
    result.mean.push_back(static_cast<float>(mean[c]));
    result.scale.push_back(static_cast<float>(scale));
    result.shift.push_back(static_cast<float>(shift));
  }
  return result;
}

// z = x + shift, or x where there is none.
kernels::Normalisation only_shifted(const Tensor& shift) {
  if (!shift.defined()) return {};
  const std::vector<double> zeros(static_cast<std::size_t>(shift.elements()), 0.0);
  return normalisation(zeros, std::vector<double>(zeros.size(), 1.0), {.shift = shift});
}

void accumulate_channels(const std::shared_ptr<GradientSlot>& slot,
                         const std::vector<double>& sums) {
  if (!slot) return;
  const std::vector<float> values(sums.begin(), sums.end());
  accumulate_gradient(slot, Tensor::from(slot->shape, values));
}

Tensor all_rows(const kernels::NormalisedRows& rows, const Shape& shape) {
  Tensor result = Tensor::uninitialised(shape);
  rows.write_all(result.data());
  return result;
}

}  // namespace

NormalisedActivation::NormalisedActivation(const ChannelView& input, const BatchNorm& parameters,
                                           const BatchNormOptions& options,
                                           const FormulaActivation& activation, const Tensor& skip,
                                           const kernels::ChannelMoments* batch)
    : shape_(input.shape()),
      input_(input.detach()),
      training_(options.training),
      formula_(activation.formula),
      formula_parameters_(detached(activation.parameters)) {
  check(input, parameters, options, skip);
  check_formula_parameters(kOperation, formula_, formula_parameters_, channels());
  if (skip.defined()) skip_ = skip.detach();
  kernels::ChannelMoments taken = moments(input, parameters, options, batch);
  mean_ = std::move(taken.mean);
  for (const double variance : taken.variance) {
    inverse_deviation_.push_back(1.0 / std::sqrt(variance + options.epsilon));
  }
  normalisation_ = normalisation(mean_, inverse_deviation_, parameters);
}

NormalisedActivation::NormalisedActivation(const Tensor& input, const FormulaActivation& activation,
                                           const Tensor& shift)
    : shape_(input.shape()),
      input_(input.detach()),
      training_(false),
      is_identity_(true),
      normalisation_(only_shifted(shift)),
      formula_(activation.formula),
      formula_parameters_(detached(activation.parameters)) {
  check_formula_parameters(kOperation, formula_, formula_parameters_, channels());
}

const ChannelView& NormalisedActivation::input() const {
  if (remake_input_) {
    input_ = ChannelView(remake_input_());
    remake_input_ = nullptr;
  }
  return input_;
}

void NormalisedActivation::forget_input(std::function<Tensor()> again) {
  input_ = ChannelView();
  remake_input_ = std::move(again);
}

kernels::NormalisedRows NormalisedActivation::rows() const {
  return {normalisation_,   formula_call(formula_, formula_parameters_),
          row_count(),      channels(),
          input().values(), data_or_null(skip_)};
}

Tensor NormalisedActivation::activated() const { return all_rows(rows(), shape()); }

Tensor NormalisedActivation::pre_activation() const {
  return all_rows(
      {normalisation_, {}, row_count(), channels(), input().values(), data_or_null(skip_)},
      shape());
}

void NormalisedActivation::watch_activated(GradientWatcher watcher) {
  activated_watchers_.push_back(std::move(watcher));
}

void NormalisedActivation::watch_pre_activation(GradientWatcher watcher) {
  pre_activation_watchers_.push_back(std::move(watcher));
}

void NormalisedActivation::tell_activated(const Tensor& d_activated) const {
  for (const GradientWatcher& watcher : activated_watchers_) watcher(d_activated);
}

bool NormalisedActivation::wants_gradient(const GradientSlots& slots) const {
  return any_gradient(slots, 0, inputs());
}

kernels::BatchNormGradient NormalisedActivation::first_step(const GradientSlots& slots) const {
  return {normalisation_,
          formula_call(formula_, formula_parameters_),
          row_count(),
          channels(),
          input().values(),
          data_or_null(skip_),
          any_gradient(slots, kFirstParameter, inputs())};
}

kernels::InputGradient NormalisedActivation::input_gradient(
    const std::vector<double>& d_shift, const std::vector<double>& d_scale) const {
  const double weight = training_ ? 1.0 / static_cast<double>(row_count()) : 0.0;
  kernels::InputGradient result;
  result.mean = normalisation_.mean;
  result.factor = normalisation_.scale;
  for (std::size_t c = 0; c < d_scale.size(); ++c) {
    const double inverse = inverse_deviation_[c];
    const double factor = static_cast<double>(result.factor[c]) * weight;
    const double rest = mean_rest(mean_[c]);
    result.slope.push_back(static_cast<float>(factor * d_scale[c] * inverse));
    result.offset.push_back(
        static_cast<float>(factor * (d_shift[c] - rest * inverse * d_scale[c])));
  }
  return result;
}

void NormalisedActivation::second_step(kernels::BatchNormGradient& first, const Tensor& d_z,
                                       const GradientSlots& slots) const {
  for (const GradientWatcher& watcher : pre_activation_watchers_) watcher(d_z);
  const kernels::BatchNormSums sums = first.sums();
  accumulate_channels(slots[kShift], sums.d_z);
  accumulate_formula_gradients(slots, kFirstParameter, sums.d_parameters);
  if (is_identity_) {
    if (slots[kInput]) accumulate_gradient(slots[kInput], d_z);
    return;
  }
  std::vector<double> d_scale = sums.d_z_x;  // of x - mean; of xhat after this loop
  for (std::size_t c = 0; c < d_scale.size(); ++c) {
    d_scale[c] = (d_scale[c] - mean_rest(mean_[c]) * sums.d_z[c]) * inverse_deviation_[c];
  }
  accumulate_channels(slots[kScale], d_scale);
  if (slots[kInput]) pass_to_input(input_gradient(sums.d_z, d_scale), d_z, slots);
  if (slots[kSkip]) accumulate_gradient(slots[kSkip], d_z);
}

void NormalisedActivation::pass_to_input(const kernels::InputGradient& gradient, const Tensor& d_z,
                                         const GradientSlots& slots) const {
  const auto write = [&](float* to, const float* added) {
    kernels::batch_norm_backward_input(gradient, row_count(), channels(), input().values(),
                                       d_z.data(), added, to, input().step());
  };
  if (input().is_whole()) {
    // d_input may overwrite d_z unless somebody has it: the skip, or who was told.
    const bool has_it_alone = !slots[kSkip] && pre_activation_watchers_.empty();
    accumulate_gradient(slots[kInput], write, has_it_alone ? d_z : Tensor());
  } else {
    add_to_gradient(slots[kInput], [&](float* all) {
      float* const channels = all + input().first();
      write(channels, channels);
    });
  }
}

Normalised normalise(const ChannelView& input, const BatchNorm& parameters,
                     const BatchNormOptions& options, const FormulaActivation& activation,
                     const Tensor& skip, const kernels::ChannelMoments* batch) {
  Normalised result;
  result.made =
      std::make_shared<NormalisedActivation>(input, parameters, options, activation, skip, batch);
  if (!is_recording()) return result;
  result.inputs = {input.tensor(), parameters.scale, parameters.shift, skip};
  result.inputs.insert(result.inputs.end(), activation.parameters.begin(),
                       activation.parameters.end());
  return result;
}

Normalised only_activate(const Tensor& input, const FormulaActivation& activation,
                         const Tensor& shift) {
  check_rank(input);
  check_channel_tensor("shift", shift, input);
  Normalised result;
  result.made = std::make_shared<NormalisedActivation>(input, activation, shift);
  if (!is_recording()) return result;
  result.inputs = {input, {}, shift, {}};
  result.inputs.insert(result.inputs.end(), activation.parameters.begin(),
                       activation.parameters.end());
  return result;
}

}  // namespace actlab
