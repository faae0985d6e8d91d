#include <actlab/core/ops/batch_norm.h>

#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/channels/batch_norm.h>
#include <actlab/core/ops/formula_parameters.h>
#include <actlab/core/ops/gradient_buffer.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/core/tensor/saved_tensor.h>

namespace actlab {
namespace {

constexpr const char* kOperation = "batch_norm_activation";

// Order of the inputs in the graph; the formula's parameters follow.
enum Input : std::size_t { kInput, kScale, kShift, kSkip, kFirstParameter };

struct ChannelStatistics {
  std::vector<double> mean;
  std::vector<double> inverse_deviation;
};

// What backward and the recipe need.
struct Kept {
  SavedTensor input;
  SavedTensor skip;  // not defined() where there is none
  bool training = false;
  std::int64_t rows = 0;
  std::int64_t channels = 0;
  ChannelStatistics statistics;
  kernels::Normalisation normalisation;
  formula::FormulaPointer formula;
  std::vector<Tensor> formula_parameters;
};

// The first step of backward, with all that it reads.
class FirstStep final : public RowSink {
 public:
  FirstStep(const Kept& kept, bool with_parameters)
      : input_(kept.input.get()),
        skip_(kept.skip.get()),
        gradient_(kept.normalisation, formula_call(kept.formula, kept.formula_parameters),
                  kept.rows, kept.channels, input_.data(), data_or_null(skip_), with_parameters) {}
  void take(std::int64_t first, std::int64_t count, float* rows) override {
    gradient_.take(first, count, rows);
  }
  kernels::BatchNormGradient& gradient() { return gradient_; }

 private:
  Tensor input_;
  Tensor skip_;
  kernels::BatchNormGradient gradient_;
};

void check_channel_tensor(const char* name, const Tensor& tensor, const Tensor& input) {
  if (!tensor.defined() || (tensor.rank() == 1 && tensor.size(0) == input.size(-1))) return;
  throw Error(text("[", kOperation, "] ", name, " must have one value a channel: got ",
                   tensor.shape(), ", expected [", input.size(-1), "] (input ", input.shape(),
                   ")"));
}

void check(const Tensor& input, const BatchNorm& parameters, const BatchNormOptions& options,
           const Tensor& skip) {
  if (input.rank() < 2) {
    throw Error(text("[", kOperation, "] needs an input [..., channels] of rank 2 or more, got ",
                     input.shape()));
  }
  check_channel_tensor("scale", parameters.scale, input);
  check_channel_tensor("shift", parameters.shift, input);
  check_channel_tensor("running_mean", parameters.running_mean, input);
  check_channel_tensor("running_variance", parameters.running_variance, input);
  if (skip.defined() && !(skip.shape() == input.shape())) {
    throw Error(text("[", kOperation, "] skip must have the input's shape: got ", skip.shape(),
                     ", expected ", input.shape()));
  }
  if (options.training && input.size(-1) > 0 && input.elements() < 2 * input.size(-1)) {
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

// The mean and 1 / sqrt(variance + epsilon) to normalise by; moves the running ones in training.
ChannelStatistics statistics(const Tensor& input, const BatchNorm& parameters,
                             const BatchNormOptions& options) {
  const std::int64_t channels = input.size(-1);
  kernels::ChannelMoments moments;
  if (options.training) {
    const std::int64_t rows = channels > 0 ? input.elements() / channels : 0;
    moments = kernels::channel_moments(rows, channels, input.data());
    const auto count = static_cast<double>(rows);
    move_running(parameters.running_mean, moments.mean, 1.0, options.momentum);
    move_running(parameters.running_variance, moments.variance, count / (count - 1.0),
                 options.momentum);
  } else {
    const auto mean = parameters.running_mean.values();
    const auto variance = parameters.running_variance.values();
    moments.mean.assign(mean.begin(), mean.end());
    moments.variance.assign(variance.begin(), variance.end());
  }
  for (double& value : moments.variance) value = 1.0 / std::sqrt(value + options.epsilon);
  return {std::move(moments.mean), std::move(moments.variance)};
}

double value_or(const Tensor& tensor, std::size_t channel, double otherwise) {
  return tensor.defined() ? static_cast<double>(tensor.data()[channel]) : otherwise;
}

// What rounding the mean to float leaves over.
double mean_rest(double mean) { return mean - static_cast<double>(static_cast<float>(mean)); }

kernels::Normalisation normalisation(const ChannelStatistics& statistics,
                                     const BatchNorm& parameters) {
  const std::size_t channels = statistics.mean.size();
  kernels::Normalisation result{std::vector<float>(channels), std::vector<float>(channels),
                                std::vector<float>(channels)};
  for (std::size_t c = 0; c < channels; ++c) {
    const double scale = value_or(parameters.scale, c, 1.0) * statistics.inverse_deviation[c];
    const double shift = value_or(parameters.shift, c, 0.0) - mean_rest(statistics.mean[c]) * scale;
    result.mean[c] = static_cast<float>(statistics.mean[c]);
    result.scale[c] = static_cast<float>(scale);
    result.shift[c] = static_cast<float>(shift);
  }
  return result;
}

// The rows of the output, with all that they are made from.
class OutputRows final : public RowSource {
 public:
  explicit OutputRows(std::shared_ptr<const Kept> kept)
      : kept_(std::move(kept)),
        input_(kept_->input.get()),
        skip_(kept_->skip.get()),
        rows_(kept_->normalisation, formula_call(kept_->formula, kept_->formula_parameters),
              kept_->rows, kept_->channels, input_.data(), data_or_null(skip_)) {}
  void write(std::int64_t first, std::int64_t count, float* to) const override {
    rows_.write(first, count, to);
  }
  const float* origin() const override { return rows_.origin(); }

 private:
  std::shared_ptr<const Kept> kept_;
  Tensor input_;
  Tensor skip_;
  kernels::NormalisedRows rows_;
};

// Turns sum d_z * (x - mean) into sum d_z * xhat.
std::vector<double> scale_gradient(const ChannelStatistics& statistics,
                                   const kernels::BatchNormSums& sums) {
  std::vector<double> d_scale = sums.d_z_x;
  for (std::size_t c = 0; c < d_scale.size(); ++c) {
    d_scale[c] = (d_scale[c] - mean_rest(statistics.mean[c]) * sums.d_z[c]) *
                 statistics.inverse_deviation[c];
  }
  return d_scale;
}

kernels::InputGradient input_gradient(const Kept& kept, const std::vector<double>& d_shift,
                                      const std::vector<double>& d_scale) {
  const double weight = kept.training ? 1.0 / static_cast<double>(kept.rows) : 0.0;
  kernels::InputGradient result;
  result.mean = kept.normalisation.mean;
  result.factor = kept.normalisation.scale;
  for (std::size_t c = 0; c < d_scale.size(); ++c) {
    const double inverse = kept.statistics.inverse_deviation[c];
    const double factor = static_cast<double>(result.factor[c]) * weight;
    const double rest = mean_rest(kept.statistics.mean[c]);
    result.slope.push_back(static_cast<float>(factor * d_scale[c] * inverse));
    result.offset.push_back(
        static_cast<float>(factor * (d_shift[c] - rest * inverse * d_scale[c])));
  }
  return result;
}

void accumulate_channels(const std::shared_ptr<GradientSlot>& slot,
                         const std::vector<double>& sums) {
  if (!slot) return;
  const std::vector<float> values(sums.begin(), sums.end());
  accumulate_gradient(slot, Tensor::from(slot->shape, values));
}

// `begun`: the first step, where who wrote d_output has made it on the way. Then that is d_z.
void backward(const Kept& kept, const std::shared_ptr<FirstStep>& begun, const Tensor& d_output,
              const GradientSlots& slots) {
  const Tensor input = kept.input.get();
  Tensor in_place = gradient_buffer(d_output);
  const Tensor d_z = begun ? d_output : in_place;
  kernels::BatchNormSums sums;
  if (begun) {
    sums = begun->gradient().sums();
  } else {
    FirstStep step(kept, any_gradient(slots, kFirstParameter));
    step.gradient().run(d_output.data(), in_place.data());
    sums = step.gradient().sums();
  }
  const std::vector<double> d_scale = scale_gradient(kept.statistics, sums);
  accumulate_channels(slots[kScale], d_scale);
  accumulate_channels(slots[kShift], sums.d_z);
  accumulate_formula_gradients(slots, kFirstParameter, sums.d_parameters);
  if (slots[kInput]) {
    // The skip's gradient is d_z itself, so only without one may d_input overwrite it.
    const Tensor gathered = take_gradient(slots[kInput]);
    Tensor d_input = slots[kSkip] ? gradient_sum(gathered, input.shape()) : in_place;
    kernels::batch_norm_backward_input(input_gradient(kept, sums.d_z, d_scale), kept.rows,
                                       kept.channels, input.data(), d_z.data(),
                                       data_or_null(gathered), d_input.data());
    accumulate_gradient(slots[kInput], d_input);
  }
  if (slots[kSkip]) accumulate_gradient(slots[kSkip], d_z);
}

void record_backward(const std::shared_ptr<const Kept>& kept, Tensor& output,
                     const std::vector<Tensor>& inputs) {
  using Begun = std::shared_ptr<FirstStep>;  // null until who writes d_output begins it
  const auto begun = std::make_shared<Begun>();
  record(kOperation, output, inputs,
         [kept, begun](const Tensor& d_output, const GradientSlots& slots) {
           backward(*kept, *begun, d_output, slots);
         });
  if (!output.slot()) return;
  const bool with_parameters = is_recording({inputs.begin() + kFirstParameter, inputs.end()});
  output.slot()->first_step = [kept, begun, with_parameters] {
    *begun = std::make_shared<FirstStep>(*kept, with_parameters);
    return *begun;
  };
}

}  // namespace

Tensor batch_norm_activation(const Tensor& input, const BatchNorm& parameters,
                             const BatchNormOptions& options,
                             const formula::FormulaPointer& formula,
                             const std::vector<Tensor>& formula_parameters, const Tensor& skip) {
  check(input, parameters, options, skip);
  check_formula_parameters(kOperation, formula, formula_parameters, input.size(-1));
  auto kept = std::make_shared<Kept>();
  kept->input = SavedTensor(input);
  if (skip.defined()) kept->skip = SavedTensor(skip);
  kept->training = options.training;
  kept->channels = input.size(-1);
  kept->rows = kept->channels > 0 ? input.elements() / kept->channels : 0;
  kept->statistics = statistics(input, parameters, options);
  kept->normalisation = normalisation(kept->statistics, parameters);
  kept->formula = formula;
  kept->formula_parameters = detached(formula_parameters);
  const auto recipe = std::make_shared<const Tensor::Recipe>(
      [kept] { return std::make_shared<const OutputRows>(kept); });
  Tensor output = Tensor::deferred(input.shape(), recipe);
  if (!options.deferred) output = output.detach();  // makes the values
  if (!is_recording()) return output;

  std::vector<Tensor> inputs{input, parameters.scale, parameters.shift, skip};
  inputs.insert(inputs.end(), formula_parameters.begin(), formula_parameters.end());
  record_backward(kept, output, inputs);
  return output;
}

}  // namespace actlab
