// Cross-entropy of logits with class labels, and with smoothed labels (Szegedy et al., "Rethinking
// the Inception architecture", 2015, section 7).
//
//   target_k = (1 - s) [k = label] + s / K           s: label smoothing, from 0 to 1
//   loss_n   = -sum_k target_k log softmax(logits_n)_k
//   d_logits = d_loss_n (softmax(logits_n) - target)
//
// Shapes: logits [N, K], N labels from 0 to K - 1. cross_entropy gives the mean over N as a scalar,
// cross_entropy_each gives [N]. Logarithms and sums are taken in double, so the loss is finite for
// logits of +-1e38. A logit of -inf is a class that cannot be: it costs nothing where its target is
// 0, and an infinite loss where not.
// Throws Error for logits of another rank, another number of labels than N, N = 0, a label out of
// range (naming its row and value), and smoothing outside [0, 1].
// Kept for backward: softmax - target, [N, K].
#pragma once

#include <cstdint>
#include <span>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

Tensor cross_entropy(const Tensor& logits, std::span<const std::int64_t> labels,
                     float label_smoothing = 0.0f);
Tensor cross_entropy_each(const Tensor& logits, std::span<const std::int64_t> labels,
                          float label_smoothing = 0.0f);

}  // namespace actlab
