// The task "rows": classes of rows of numbers, learned by a network of the caller's own.
//
//   loss       cross-entropy of the logits
//   accuracy   the share of rows whose largest logit is their class's; the goal
//
//   RowClassification task({train, {}, test}, std::move(network), {.batch_size = 100});
//
// The network takes [rows, width] and gives [rows, classes].
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <actlab/tasks/table_task.h>

namespace actlab::tasks {

class RowClassification : public TableTask {
 public:
  // Throw what TableTask throws, and UsageError for a part without labels (with_labels() of
  // rows.h).
  RowClassification(RowParts parts, std::unique_ptr<layers::Layer> model,
                    const RowOptions& options = {})
      : TableTask(with_labels(std::move(parts)), std::move(model), options) {}
  RowClassification(const training::Config& config, RowParts parts,
                    std::unique_ptr<layers::Layer> model, const std::string& items)
      : TableTask(config, with_labels(std::move(parts)), std::move(model), items) {}

  std::string name() const override { return "rows"; }
  std::string unit() const override { return "rows"; }
  training::Goal goal() const override { return {"accuracy"}; }
  std::string shown(std::string_view measure, double value) const override;

 private:
  training::Outcome outcome(const Rows& rows) override;
};

}  // namespace actlab::tasks
