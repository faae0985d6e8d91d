// TableTask: what tasks have in common that learn from rows of numbers held in memory: batches of
// rows, slices, a perceptron, position and resume.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/datasets/loader.h>
#include <actlab/layers/layer.h>
#include <actlab/tasks/rows.h>
#include <actlab/training/config.h>
#include <actlab/training/task.h>

namespace actlab::tasks {

// Takes config.validation rows, drawn by the data seed, out of the training part, and leaves the
// test part away where it is not to be evaluated. Throws UsageError unless fewer rows are taken
// than there are.
RowParts split_rows(const training::Config& config, Rows train, Rows test);

struct RowOptions {
  std::int64_t batch_size = 100;  // of fewer rows than this usual number: all of them
  bool shuffle = true;
  std::uint64_t seed = 0;  // of the order of the rows
};

class TableTask : public training::Task {
 public:
  // Of a network of the caller's own. Throws UsageError for parts that do not hold whole rows
  // (checked() of rows.h), and where there is no network.
  TableTask(RowParts parts, std::unique_ptr<layers::Layer> model, const RowOptions& options = {});
  // `items` says in messages what the rows are: "points of spirals".
  TableTask(const training::Config& config, RowParts parts, std::unique_ptr<layers::Layer> model,
            const std::string& items);

  layers::Module& model() override { return *model_; }
  layers::Layer& network() { return *model_; }
  const RowParts& parts() const { return *parts_; }  // as the network sees them
  std::int64_t steps_per_epoch() const override { return loader_.batches_per_epoch(); }
  datasets::Position position() const override { return loader_.position(); }
  void seek(datasets::Position position) override { loader_.seek(position); }
  void next() override { batch_ = loader_.next(); }
  training::Outcome forward() override;
  std::int64_t size(training::Part part) const override;
  training::Outcome forward_items(training::Part part, const datasets::Items& items) override;
  std::int64_t slices(training::Part part) const override;
  training::Outcome forward_slice(training::Part part, std::int64_t slice) override;
  std::vector<std::string> notes() const override { return notes_; }
  Metadata description() const override;
  std::int64_t data_bytes() const override;
  // A line a part: "train ROWS HASH", the hash, FNV-1a of 64 bits, of the values.
  std::string data_fingerprint() const override;
  std::string data_changes(const std::string& before) const override;

 protected:
  static Tensor input_tensor(const Rows& rows);

 private:
  virtual training::Outcome outcome(const Rows& rows) = 0;
  TableTask(const RowOptions& options, RowParts parts, std::unique_ptr<layers::Layer> model,
            const std::string& items);
  const Rows* rows_of(training::Part part) const;

  std::vector<std::string> notes_;
  std::string activation_;  // empty where the network is the caller's own
  std::shared_ptr<const RowParts> parts_;
  std::unique_ptr<layers::Layer> model_;
  datasets::Loader<Rows> loader_;
  Rows batch_;  // the one that next() took
};

}  // namespace actlab::tasks
