#include <actlab/training/evaluation.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/datasets/loader.h>

namespace actlab::training {
namespace {

constexpr std::int64_t kBatch = 250;

// Puts a model into evaluation mode, and back however the scope is left.
class EvaluationMode {
 public:
  explicit EvaluationMode(layers::Module& model) : model_(model), was_training_(model.training()) {
    model_.eval();
  }
  ~EvaluationMode() {
    if (was_training_) model_.train();
  }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;

 private:
  layers::Module& model_;
  bool was_training_;
};

}  // namespace

std::int64_t count_correct(const Tensor& logits, std::span<const std::int64_t> labels) {
  const std::int64_t classes = logits.size(1);
  std::int64_t correct = 0;
  for (std::size_t n = 0; n < labels.size(); ++n) {
    const auto row = logits.values().subspan(n * static_cast<std::size_t>(classes),
                                             static_cast<std::size_t>(classes));
    const auto largest = std::ranges::max_element(row) - row.begin();
    const bool has_nan = std::ranges::any_of(row, [](float value) { return std::isnan(value); });
    if (!has_nan && largest == labels[n]) ++correct;
  }
  return correct;
}

Evaluation evaluate(layers::Layer& model, const datasets::Dataset& dataset,
                    const datasets::Normalisation& normalisation) {
  const NoGradient no_gradient;
  const EvaluationMode evaluation_mode(model);
  datasets::Loader loader(
      dataset, {.batch_size = std::min(kBatch, dataset.size()), .normalisation = normalisation});
  Evaluation result;
  double loss = 0.0;
  for (std::int64_t i = 0; i < loader.batches_per_epoch(); ++i) {
    const datasets::Batch batch = loader.next();
    const Tensor logits = model.forward(batch.images);
    const auto images = static_cast<std::int64_t>(batch.labels.size());
    loss += double{cross_entropy(logits, batch.labels).item()} * static_cast<double>(images);
    result.correct += count_correct(logits, batch.labels);
    result.images += images;
  }
  result.loss = loss / static_cast<double>(result.images);
  return result;
}

}  // namespace actlab::training
