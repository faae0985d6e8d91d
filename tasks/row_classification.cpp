#include <actlab/tasks/row_classification.h>

#include <actlab/core/ops/loss.h>
#include <actlab/tasks/image_classification.h>

namespace actlab::tasks {

std::string RowClassification::shown(std::string_view measure, double value) const {
  return measure == "accuracy" ? percent_text(value) : Task::shown(measure, value);
}

training::Outcome RowClassification::outcome(const Rows& rows) {
  const Tensor logits = network().forward(input_tensor(rows));
  const Indices labels(rows.labels);
  const auto correct = static_cast<double>(count_correct(logits, labels));
  return {cross_entropy(logits, labels), rows.size(), {{"accuracy", correct}}};
}

}  // namespace actlab::tasks
