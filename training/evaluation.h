// Accuracy and loss of a model on a data set.
#pragma once

#include <cstdint>
#include <span>

#include <actlab/datasets/images/augmentation.h>
#include <actlab/datasets/images/dataset.h>
#include <actlab/layers/layer.h>

namespace actlab::training {

struct Evaluation {
  std::int64_t correct = 0;
  std::int64_t images = 0;
  double loss = 0.0;  // mean cross-entropy

  double accuracy() const { return static_cast<double>(correct) / static_cast<double>(images); }
};

// How many rows of logits [N, K] are largest at their label; the first of equals counts, and a row
// with NaN is never right.
std::int64_t count_correct(const Tensor& logits, std::span<const std::int64_t> labels);

// Runs the whole set through the model in evaluation mode and leaves it in the mode it was in.
Evaluation evaluate(layers::Layer& model, const datasets::Dataset& dataset,
                    const datasets::Normalisation& normalisation);

}  // namespace actlab::training
