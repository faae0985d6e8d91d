// The task "translation": a Transformer learns to write sentences in another language.
//
//   loss         cross-entropy of each token of the goal, given those before it and the source; of
//                training batches, with label smoothing
//   perplexity   exp(loss), of what is judged
//   bleu         of translations, 0 to 100 (tasks/bleu.h); the goal
//
// After each epoch the first --validation-lines of the validation part are translated greedily; the
// weights with the best score are kept, and tested in the end: all test parts, by beam search.
// "bleu" of the test is that of the first part named, "bleu NAME" those of the others. Sentences of
// like length are learned together, so many tokens a step (datasets/text/token_batches.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/datasets/loader.h>
#include <actlab/tasks/bleu.h>
#include <actlab/tasks/translation/translation_data.h>
#include <actlab/tasks/translation/translator.h>
#include <actlab/training/task.h>

namespace actlab::tasks {

class Translation : public training::Task {
 public:
  // Throws UsageError for data that is not whole (checked() of translation_data.h).
  Translation(const TranslationConfig& config, std::shared_ptr<const TranslationData> data);

  std::string name() const override { return "translation"; }
  std::string unit() const override { return "tokens"; }
  layers::Module& model() override { return *model_; }
  layers::Transformer& transformer() { return *model_; }
  training::Goal goal() const override { return {"bleu"}; }

  std::int64_t steps_per_epoch() const override { return loader_.batches_per_epoch(); }
  datasets::Position position() const override { return loader_.position(); }
  void seek(datasets::Position position) override { loader_.seek(position); }
  void next() override { batch_ = loader_.next(); }
  training::Outcome forward() override;

  // Items by number are sentence pairs.
  std::int64_t size(training::Part part) const override;
  training::Outcome forward_items(training::Part part, const datasets::Items& items) override;
  // The source, and what the network reads of the goal.
  std::vector<std::vector<std::string>> sequences(training::Part part,
                                                  std::int64_t item) const override;
  std::int64_t slices(training::Part part) const override;
  training::Outcome forward_slice(training::Part part, std::int64_t slice) override;
  training::Measures evaluate(training::Part part) override;
  // Searching takes long: with a validation part, the test waits for the end.
  bool tests_each_epoch() const override { return false; }
  std::vector<std::string> take_examples() override;

  std::string shown(std::string_view measure, double value) const override;
  // vocabulary.txt
  void keep(const std::string& folder) const override;
  // The translations of each test part: NAME.de.
  std::vector<std::string> draw(const std::string& folder) override;
  std::vector<std::string> notes() const override { return data_->notes; }
  Metadata description() const override;
  std::string data_fingerprint() const override { return data_->fingerprint; }
  std::string data_changes(const std::string& before) const override;
  std::int64_t data_bytes() const override;

 private:
  training::Outcome outcome(const PairBatch& batch, double label_smoothing);
  const TokenPairs& pairs_of(training::Part part) const;
  const std::vector<datasets::Items>& slices_of(training::Part part) const;
  void show_examples(const datasets::SentencePairs& pairs,
                     const std::vector<std::string>& translations);

  TranslationConfig config_;
  std::shared_ptr<const TranslationData> data_;
  std::unique_ptr<layers::Transformer> model_;
  datasets::Loader<PairBatch> loader_;
  PairBatch batch_;                                         // the one that next() took
  std::vector<std::string> examples_;                       // not taken yet
  std::vector<std::vector<std::string>> translated_tests_;  // by the last evaluation
};

}  // namespace actlab::tasks
