#include <actlab/core/ops/loss.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

void check_arguments(const Tensor& logits, std::span<const std::int64_t> labels, float smoothing) {
  if (logits.rank() != 2 || logits.elements() == 0) {
    throw Error(
        text("[cross_entropy] logits must be [N, K] with at least one row and one class, got ",
             logits.shape()));
  }
  if (static_cast<std::int64_t>(labels.size()) != logits.size(0)) {
    throw Error(text("[cross_entropy] one label a row is needed: got ", labels.size(),
                     " labels for logits ", logits.shape()));
  }
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] < 0 || labels[row] >= logits.size(1)) {
      throw Error(text("[cross_entropy] the label in row ", row, " must be from 0 to ",
                       logits.size(1) - 1, ", got ", labels[row], " (logits ", logits.shape(),
                       "); the model and the data disagree about the number of classes"));
    }
  }
  if (!(smoothing >= 0.0f && smoothing <= 1.0f)) {
    throw UsageError(text("[cross_entropy] label smoothing must be from 0 to 1, got ", smoothing));
  }
}

// One row's loss. Fills d_x = softmax - target where it is not null.
double row_loss(const float* x, std::int64_t classes, std::int64_t label, double smoothing,
                float* d_x) {
  const auto value = [x](std::int64_t k) { return static_cast<double>(x[k]); };
  const double top = static_cast<double>(*std::max_element(x, x + classes));
  double sum = 0.0;
  double mean_below_top = 0.0;  // mean of x - top, summed as such: x alone could cancel
  for (std::int64_t k = 0; k < classes; ++k) {
    sum += std::exp(value(k) - top);
    mean_below_top += (value(k) - top) / static_cast<double>(classes);
  }
  if (d_x != nullptr) {
    for (std::int64_t k = 0; k < classes; ++k) {
      const double target =
          smoothing / static_cast<double>(classes) + (k == label ? 1.0 - smoothing : 0.0);
      d_x[k] = static_cast<float>(std::exp(value(k) - top) / sum - target);
    }
  }
  // A term of weight 0 is 0, also where a logit of -inf makes it 0 times infinity.
  const double of_label = smoothing < 1.0 ? (1.0 - smoothing) * (value(label) - top) : 0.0;
  const double of_all = smoothing > 0.0 ? smoothing * mean_below_top : 0.0;
  return std::log(sum) - of_label - of_all;
}

struct RowLosses {
  std::vector<double> values;  // [N]
  Tensor d_logits;             // [N, K], not defined where nothing is recorded
};

RowLosses row_losses(const Tensor& logits, std::span<const std::int64_t> labels, float smoothing) {
  check_arguments(logits, labels, smoothing);
  const std::int64_t classes = logits.size(1);
  RowLosses losses{std::vector<double>(labels.size()), Tensor()};
  if (is_recording({logits})) losses.d_logits = Tensor::uninitialised(logits.shape());
  const std::int64_t rows_per_chunk = std::max<std::int64_t>(1, 4096 / classes);
  parallel_chunks(
      logits.size(0), rows_per_chunk, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t row = begin; row < end; ++row) {
          const auto i = static_cast<std::size_t>(row);
          float* const d_x =
              losses.d_logits.defined() ? losses.d_logits.data() + row * classes : nullptr;
          losses.values[i] = row_loss(logits.data() + row * classes, classes, labels[i],
                                      static_cast<double>(smoothing), d_x);
        }
      });
  return losses;
}

// d_logits[row, k] * factor(row)
template <class Factor>
Tensor scaled_rows(const Tensor& d_logits, const Factor& factor) {
  Tensor result = Tensor::uninitialised(d_logits.shape());
  const std::int64_t width = d_logits.size(1);
  for (std::int64_t row = 0; row < d_logits.size(0); ++row) {
    const float scale = factor(row);
    for (std::int64_t k = row * width; k < (row + 1) * width; ++k) {
      result.data()[k] = d_logits.data()[k] * scale;
    }
  }
  return result;
}

}  // namespace

Tensor cross_entropy(const Tensor& logits, std::span<const std::int64_t> labels,
                     float label_smoothing) {
  const RowLosses losses = row_losses(logits, labels, label_smoothing);
  const double total = std::accumulate(losses.values.begin(), losses.values.end(), 0.0);
  const auto count = static_cast<double>(labels.size());
  Tensor output = Tensor::scalar(static_cast<float>(total / count));
  record("cross_entropy", output, {logits},
         [count, d_logits = losses.d_logits](const Tensor& d_output, const GradientSlots& inputs) {
           const auto scale = static_cast<float>(static_cast<double>(d_output.item()) / count);
           accumulate_gradient(inputs[0],
                               scaled_rows(d_logits, [=](std::int64_t) { return scale; }));
         });
  return output;
}

Tensor cross_entropy_each(const Tensor& logits, std::span<const std::int64_t> labels,
                          float label_smoothing) {
  const RowLosses losses = row_losses(logits, labels, label_smoothing);
  Tensor output = Tensor::uninitialised({logits.size(0)});
  std::ranges::transform(losses.values, output.data(),
                         [](double loss) { return static_cast<float>(loss); });
  record("cross_entropy_each", output, {logits},
         [d_logits = losses.d_logits](const Tensor& d_output, const GradientSlots& inputs) {
           const auto factor = [&](std::int64_t row) { return d_output.data()[row]; };
           accumulate_gradient(inputs[0], scaled_rows(d_logits, factor));
         });
  return output;
}

}  // namespace actlab
