// The task "images": a network learns which class an image is of.
//
//   loss            cross-entropy of the logits; of training batches, with label smoothing, and
//                   with that of an auxiliary head, times its weight, where the network has one
//   accuracy        the share of images whose largest logit is their class's (top-1); the goal
//   top5_accuracy   the share whose class is among the five largest, of data with 20 classes or
//   more
//
// Training images are shuffled, cropped and flipped as the configuration says; evaluated ones are
// taken as they are.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <actlab/datasets/images/image_loader.h>
#include <actlab/layers/layer.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/training/task.h>

namespace actlab::tasks {

struct ImageData {
  datasets::Dataset train;
  std::optional<datasets::Dataset> validation;  // taken out of the training set
  std::optional<datasets::Dataset> test;        // only where it is to be evaluated
  datasets::Normalisation normalisation;
};

// Throws what the readers of data sets throw.
datasets::OpenOptions open_options(const ImageClassificationConfig& config);
std::shared_ptr<const ImageData> open_images(const ImageClassificationConfig& config);

// Initialised by the seed, or from the weights that --init names.
std::unique_ptr<layers::Layer> make_network(const ImageClassificationConfig& config,
                                            const datasets::Dataset& images);

class ImageClassification : public training::Task {
 public:
  // Opens the data and makes the network.
  explicit ImageClassification(const ImageClassificationConfig& config);
  // With data that is open, and a network for images of its size and classes. Throws UsageError
  // where either is missing, for a part without images, and for parts of different classes.
  ImageClassification(const ImageClassificationConfig& config,
                      std::shared_ptr<const ImageData> data,
                      std::unique_ptr<layers::Layer> network);

  layers::Layer& network() { return *network_; }
  const ImageData& data() const { return *data_; }

  std::string name() const override { return "images"; }
  std::string unit() const override { return "images"; }
  layers::Module& model() override { return *network_; }
  training::Goal goal() const override { return {"accuracy"}; }
  std::int64_t steps_per_epoch() const override { return loader_.batches_per_epoch(); }
  datasets::Position position() const override { return loader_.position(); }
  void seek(datasets::Position position) override { loader_.seek(position); }
  void next() override { batch_ = loader_.next(); }
  training::Outcome forward() override;
  std::int64_t size(training::Part part) const override;
  training::Outcome forward_items(training::Part part, const datasets::Items& items) override;
  std::int64_t slices(training::Part part) const override;
  training::Outcome forward_slice(training::Part part, std::int64_t slice) override;
  std::string shown(std::string_view measure, double value) const override;
  std::vector<std::string> notes() const override;
  Metadata description() const override;
  training::Measures counts() const override;
  std::string data_fingerprint() const override;
  std::string data_changes(const std::string& before) const override;
  std::int64_t data_bytes() const override;

 private:
  const datasets::Dataset* part_images(training::Part part) const;

  ImageClassificationConfig config_;
  std::shared_ptr<const ImageData> data_;
  std::unique_ptr<layers::Layer> network_;
  std::shared_ptr<datasets::SkippedImages> skipped_ = std::make_shared<datasets::SkippedImages>();
  datasets::StreamOptions stream_ = datasets::stream_options(config_, skipped_);
  datasets::ImageLoader loader_;
  datasets::ImageBatch batch_;  // the one that next() took
};

// "loss" (mean cross-entropy), "accuracy" and, of 20 classes or more, "top5_accuracy" of a network
// on a whole data set, in evaluation mode; the network is left in the mode it was in. Images that
// `stream` passes over do not count.
training::Measures evaluate(layers::Layer& network, const datasets::Dataset& images,
                            const datasets::Normalisation& normalisation,
                            const datasets::StreamOptions& stream = {});

// In how many rows of logits [..., K] the label, one a row, is among the `places` largest; of
// equals the first counts, and a row with NaN is never right.
std::int64_t count_correct(const Tensor& logits, const Indices& labels, std::int64_t places = 1);

// "91.70 %" of the fraction 0.917.
std::string percent_text(double fraction);

}  // namespace actlab::tasks
