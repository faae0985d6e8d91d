#include <actlab/core/ops/loss.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/rows/row_loops.h>
#include <actlab/core/ops/gradient_buffer.h>
#include <actlab/core/ops/leading_axes.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

using kernels::row_loops;

void check_arguments(const Tensor& logits, const Indices& labels,
                     const CrossEntropyOptions& options) {
  const Shape rows = leading_axes(logits.shape(), "cross_entropy");
  if (logits.size(-1) == 0) {
    throw Error(text("[cross_entropy] logits must be [..., K] with at least one class, got ",
                     logits.shape()));
  }
  if (!labels.defined() || !(labels.shape() == rows)) {
    throw Error(text("[cross_entropy] one label a row is needed: got labels ", labels.shape(),
                     " for logits ", logits.shape(), ", expected ", rows));
  }
  for (std::int64_t row = 0; row < labels.elements(); ++row) {
    const std::int64_t label = labels[row];
    if ((label >= 0 && label < logits.size(-1)) || label == options.ignored_label) continue;
    throw Error(text("[cross_entropy] the label in row ", row, " must be from 0 to ",
                     logits.size(-1) - 1, ", got ", label, " (logits ", logits.shape(),
                     "); the model and the data disagree about the number of classes"));
  }
  const float smoothing = options.label_smoothing;
  if (!(smoothing >= 0.0f && smoothing <= 1.0f)) {
    throw UsageError(text("[cross_entropy] label smoothing must be from 0 to 1, got ", smoothing));
  }
}

// softmax(x)_k = exp(x_k - top) / sum
struct RowSoftmax {
  float top = 0.0f;
  double sum = 0.0;
};

// What backward makes the gradients of all rows from.
struct Rows {
  Tensor logits;
  Indices labels;
  CrossEntropyOptions options;
  std::vector<RowSoftmax> softmax;

  std::int64_t count() const { return labels.elements(); }
  std::int64_t classes() const { return logits.size(-1); }
  bool counts(std::int64_t row) const { return labels[row] != options.ignored_label; }
  double smoothing() const { return static_cast<double>(options.label_smoothing); }
};

struct RowLosses {
  Rows rows;
  std::vector<double> values;
};

// Calls body(row) for all rows that count, on all threads, and ignored(row) for the others.
template <class Body, class Ignored>
void for_each_row(const Rows& rows, const Body& body, const Ignored& ignored) {
  parallel_chunks(rows.count(), kernels::rows_per_chunk(rows.classes()),
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    for (std::int64_t row = begin; row < end; ++row) {
                      rows.counts(row) ? body(row) : ignored(row);
                    }
                  });
}

double row_loss(const float* x, std::int64_t classes, std::int64_t label, double smoothing,
                RowSoftmax& softmax) {
  softmax.top = row_loops().largest(classes, x);
  softmax.sum = row_loops().exp_sum(classes, x, softmax.top);
  // A term of weight 0 is 0, also where a logit of -inf makes it 0 times infinity. The mean is one
  // of differences: that of the logits alone could cancel.
  double loss = std::log(softmax.sum);
  if (smoothing < 1.0) {
    loss -= (1.0 - smoothing) * (static_cast<double>(x[label]) - static_cast<double>(softmax.top));
  }
  if (smoothing > 0.0) {
    loss -= smoothing * row_loops().difference_sum(classes, x, softmax.top) /
            static_cast<double>(classes);
  }
  return loss;
}

// d_x = d_loss (softmax - target); d_x may be x.
void row_gradient(const float* x, std::int64_t classes, std::int64_t label, double smoothing,
                  const RowSoftmax& softmax, double d_loss, float* d_x) {
  const double of_each = smoothing / static_cast<double>(classes);
  // The label's own place in double: its probability is near 1 where the answer is right.
  const double label_probability =
      std::exp(static_cast<double>(x[label]) - static_cast<double>(softmax.top)) / softmax.sum;
  row_loops().exponentials(classes, x, softmax.top, static_cast<float>(d_loss / softmax.sum),
                           static_cast<float>(-d_loss * of_each), d_x);
  d_x[label] = static_cast<float>(d_loss * (label_probability - (1.0 - smoothing) - of_each));
}

RowLosses row_losses(const Tensor& logits, const Indices& labels,
                     const CrossEntropyOptions& options) {
  check_arguments(logits, labels, options);
  const std::size_t count = labels.values().size();
  RowLosses losses{{logits.detach(), labels, options, std::vector<RowSoftmax>(count)},
                   std::vector<double>(count)};
  Rows& rows = losses.rows;
  const float* const x = logits.data();
  const auto compute = [&, classes = rows.classes()](std::int64_t row) {
    const auto i = static_cast<std::size_t>(row);
    losses.values[i] =
        row_loss(x + row * classes, classes, labels[row], rows.smoothing(), rows.softmax[i]);
  };
  for_each_row(rows, compute, [](std::int64_t) {});
  return losses;
}

// d_logits from the gradient of each row's loss.
template <class RowGradient>
Tensor d_logits(const Rows& rows, const RowGradient& d_loss) {
  Tensor result = gradient_buffer(rows.logits);
  const std::int64_t classes = rows.classes();
  const float* const x = rows.logits.data();
  float* const d_x = result.data();
  const auto compute = [&](std::int64_t row) {
    const std::int64_t at = row * classes;
    row_gradient(x + at, classes, rows.labels[row], rows.smoothing(),
                 rows.softmax[static_cast<std::size_t>(row)], d_loss(row), d_x + at);
  };
  for_each_row(rows, compute,
               [=](std::int64_t row) { std::fill_n(d_x + row * classes, classes, 0.0f); });
  return result;
}

}  // namespace

Tensor cross_entropy(const Tensor& logits, const Indices& labels,
                     const CrossEntropyOptions& options) {
  if (logits.elements() == 0) {  // no rows have no mean
    throw Error(
        text("[cross_entropy] logits must be [..., K] with at least one row and one class, got ",
             logits.shape()));
  }
  RowLosses losses = row_losses(logits, labels, options);
  const double total = std::accumulate(losses.values.begin(), losses.values.end(), 0.0);
  std::int64_t counted = 0;
  for (std::int64_t row = 0; row < losses.rows.count(); ++row) counted += losses.rows.counts(row);
  const auto divisor = static_cast<double>(std::max<std::int64_t>(1, counted));
  Tensor output = Tensor::scalar(static_cast<float>(total / divisor));
  record("cross_entropy", output, {logits},
         [divisor, rows = std::move(losses.rows)](const Tensor& d_output,
                                                  const GradientSlots& inputs) {
           const double d_row = static_cast<double>(d_output.item()) / divisor;
           accumulate_gradient(inputs[0], d_logits(rows, [=](std::int64_t) { return d_row; }));
         });
  return output;
}

Tensor cross_entropy_each(const Tensor& logits, const Indices& labels,
                          const CrossEntropyOptions& options) {
  RowLosses losses = row_losses(logits, labels, options);
  Tensor output = Tensor::uninitialised(labels.shape());
  std::ranges::transform(losses.values, output.data(),
                         [](double loss) { return static_cast<float>(loss); });
  record("cross_entropy_each", output, {logits},
         [rows = std::move(losses.rows)](const Tensor& d_output, const GradientSlots& inputs) {
           const auto d_row = [d = d_output.data()](std::int64_t row) {
             return static_cast<double>(d[row]);
           };
           accumulate_gradient(inputs[0], d_logits(rows, d_row));
         });
  return output;
}

}  // namespace actlab
