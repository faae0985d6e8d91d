// Cross-entropy of logits with class labels, and with smoothed labels (Szegedy et al., "Rethinking
// the Inception architecture", 2015, section 7).
//
//   target_k = (1 - s) [k = label] + s / K           s: label smoothing, from 0 to 1
//   loss     = -sum_k target_k log softmax(logits)_k                         of each row
//   d_logits = d_loss (softmax(logits) - target)
//
// Shapes: logits [..., K], one label from 0 to K - 1 for each row, labels [...]. cross_entropy
// gives the mean over all rows as a scalar, cross_entropy_each gives [...].
//
// Rows whose label is `ignored_label` (padding) are left out: their loss is 0, they do not count in
// the mean, and nothing in them is looked at. Where every row is left out, the mean is 0 and so is
// its gradient: such a batch teaches nothing.
//
// Sums and logarithms are taken in double, so the loss is finite for logits of +-1e38. A logit of
// -inf is a class that cannot be: it costs nothing where its target is 0, and an infinite loss
// where not. Rows are independent and their losses are added in order: the same bits at any number
// of threads.
//
// Throws Error for logits without classes (cross_entropy: without rows as well), labels of another
// shape, a label out of range (naming its row and value), and UsageError for smoothing outside
// [0, 1].
// Kept for backward: the logits, and two numbers a row; the exponentials are taken again. d_logits
// takes the memory of the logits where nobody else holds them.
#pragma once

#include <cstdint>
#include <optional>

#include <actlab/core/tensor/indices.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

struct CrossEntropyOptions {
  float label_smoothing = 0.0f;
  std::optional<std::int64_t> ignored_label = {};
};

Tensor cross_entropy(const Tensor& logits, const Indices& labels,
                     const CrossEntropyOptions& options = {});
Tensor cross_entropy_each(const Tensor& logits, const Indices& labels,
                          const CrossEntropyOptions& options = {});

}  // namespace actlab
