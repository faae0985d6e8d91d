#include <actlab/tasks/image_classification.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/datasets/images/fingerprint.h>
#include <actlab/layers/classifier.h>
#include <actlab/tasks/image_weights.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/evaluation_mode.h>
#include <actlab/training/outcome_sums.h>
#include <actlab/training/task_checks.h>

namespace actlab::tasks {
namespace {

using training::Outcome;
using training::Part;

constexpr std::int64_t kClassesForTopFive = 20;

// How many images are evaluated together: fewer of large ones, to bound the memory.
std::int64_t slice_size(const datasets::Dataset& images) {
  constexpr std::int64_t kMost = 250, kPixels = 1 << 20;
  return std::clamp<std::int64_t>(kPixels / (images.height() * images.width()), 1, kMost);
}

datasets::ImageLoaderOptions loader_options(const ImageClassificationConfig& config,
                                            const ImageData& data,
                                            const datasets::StreamOptions& stream) {
  return {.batch_size = config.batch_size,
          .shuffle = config.shuffle,
          .augment = config.augment,
          .seed = static_cast<std::uint64_t>(config.seed),
          .normalisation = data.normalisation,
          .stream = stream};
}

training::Measures correct_sums(const Tensor& logits, const Indices& labels) {
  training::Measures sums{{"accuracy", static_cast<double>(count_correct(logits, labels))}};
  if (logits.size(-1) >= kClassesForTopFive) {
    sums.emplace_back("top5_accuracy", static_cast<double>(count_correct(logits, labels, 5)));
  }
  return sums;
}

struct LossOptions {
  double label_smoothing = 0.0;
  double auxiliary_weight = 0.0;
};

layers::Logits logits_of(layers::Layer& network, const Tensor& images) {
  auto* const classifier = dynamic_cast<layers::Classifier*>(&network);
  return classifier != nullptr ? classifier->logits(images)
                               : layers::Logits{network.forward(images)};
}

Outcome outcome(layers::Layer& network, const datasets::ImageBatch& batch,
                const LossOptions& options = {}) {
  if (batch.labels.elements() == 0) return {Tensor::full({1}, 0.0f), 0, {}};  // all left out
  const CrossEntropyOptions smoothed{.label_smoothing =
                                         static_cast<float>(options.label_smoothing)};
  const layers::Logits logits = logits_of(network, batch.images);
  Tensor loss = cross_entropy(logits.main, batch.labels, smoothed);
  if (logits.auxiliary.defined()) {
    const Tensor of_head = cross_entropy(logits.auxiliary, batch.labels, smoothed);
    loss = add(loss, multiply(of_head, static_cast<float>(options.auxiliary_weight)));
  }
  return {loss, batch.labels.elements(), correct_sums(logits.main, batch.labels)};
}

datasets::ImageBatch slice_of(const datasets::Dataset& images,
                              const datasets::Normalisation& normalisation, std::int64_t slice,
                              const datasets::StreamOptions& stream = {}) {
  const std::int64_t size = slice_size(images), begin = slice * size;
  datasets::Items items(static_cast<std::size_t>(std::min(size, images.size() - begin)));
  std::iota(items.begin(), items.end(), begin);
  return datasets::ImageBatches(images, normalisation, stream).make(items);
}

std::shared_ptr<const ImageData> checked(std::shared_ptr<const ImageData> data) {
  if (data == nullptr) throw UsageError("[images] a task needs images, got none");
  const auto check = [&](const datasets::Dataset& images, std::string_view part) {
    if (images.size() == 0) {
      throw UsageError(text("[images] the ", part, " part: there are no images in ", images.name(),
                            "; leave the part out where it has none"));
    }
    if (images.classes() == data->train.classes()) return;
    throw UsageError(text("[images] the ", part, " part: ", images.name(), " has ",
                          images.classes(), " classes, but that of training has ",
                          data->train.classes()));
  };
  check(data->train, "train");
  if (data->validation) check(*data->validation, "validation");
  if (data->test) check(*data->test, "test");
  return data;
}

std::int64_t bytes_of(const std::optional<datasets::Dataset>& dataset) {
  return dataset ? dataset->bytes() : 0;
}

}  // namespace

datasets::OpenOptions open_options(const ImageClassificationConfig& config) {
  return datasets::open_options(config, training::data_seed(config));
}

std::shared_ptr<const ImageData> open_images(const ImageClassificationConfig& config) {
  const datasets::OpenOptions options = open_options(config);
  const datasets::Dataset all = open_dataset(config.data, datasets::Part::train, options);
  ImageData data{all, {}, {}, normalisation(config, all)};
  if (config.validation > 0) {
    auto split = split_validation(all, config.validation, training::data_seed(config));
    data.train = split.train;
    data.validation = split.validation;
  }
  if (config.evaluate) data.test = open_dataset(config.data, datasets::Part::test, options);
  return std::make_shared<const ImageData>(std::move(data));
}

std::unique_ptr<layers::Layer> make_network(const ImageClassificationConfig& config,
                                            const datasets::Dataset& images) {
  const Shape example = {images.height(), images.width(), datasets::kChannels};
  auto network = layers::make_model(config, example, images.classes(), config.activation,
                                    static_cast<std::uint64_t>(config.seed));
  if (!config.init.empty()) training::load_weights(*network, config.init);
  return network;
}

ImageClassification::ImageClassification(const ImageClassificationConfig& config,
                                         std::shared_ptr<const ImageData> data,
                                         std::unique_ptr<layers::Layer> network)
    : config_(config),
      data_(checked(std::move(data))),
      network_(std::move(network)),
      loader_(data_->train, loader_options(config_, *data_, stream_)) {
  if (network_ == nullptr) throw UsageError("[images] a task needs a network, got none");
}

ImageClassification::ImageClassification(const ImageClassificationConfig& config)
    : config_(config),
      data_(open_images(config)),
      network_(make_network(config, data_->train)),
      loader_(data_->train, loader_options(config_, *data_, stream_)) {}

Outcome ImageClassification::forward() {
  training::require_batch(*this, batch_.images.defined());
  return outcome(*network_, batch_, {config_.label_smoothing, config_.auxiliary_weight});
}

const datasets::Dataset* ImageClassification::part_images(Part part) const {
  if (part == Part::train) return &data_->train;
  const auto& images = part == Part::validation ? data_->validation : data_->test;
  return images ? &*images : nullptr;
}

std::int64_t ImageClassification::size(Part part) const {
  const datasets::Dataset* images = part_images(part);
  return images == nullptr ? 0 : images->size();
}

Outcome ImageClassification::forward_items(Part part, const datasets::Items& items) {
  training::require_items(*this, part, items);
  const datasets::ImageBatches batches(*part_images(part), data_->normalisation, stream_);
  return outcome(*network_, batches.make(items));
}

std::int64_t ImageClassification::slices(Part part) const {
  const datasets::Dataset* images = part_images(part);
  return images == nullptr ? 0 : chunk_count(images->size(), slice_size(*images));
}

Outcome ImageClassification::forward_slice(Part part, std::int64_t slice) {
  training::require_slice(*this, part, slice);
  return outcome(*network_, slice_of(*part_images(part), data_->normalisation, slice, stream_));
}

std::string ImageClassification::shown(std::string_view measure, double value) const {
  return measure.ends_with("accuracy") ? percent_text(value) : Task::shown(measure, value);
}

std::vector<std::string> ImageClassification::notes() const {
  std::vector<std::string> notes = data_->train.notes();
  if (data_->test) {
    for (const std::string& note : data_->test->notes()) {
      if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
    }
  }
  if (config_.init.empty()) return notes;
  for (std::string& note : notes_on_init(config_.init, description())) {
    notes.push_back(std::move(note));
  }
  return notes;
}

Metadata ImageClassification::description() const {
  return describe_images(config_, data_->train, data_->normalisation);
}

training::Measures ImageClassification::counts() const {
  if (stream_.skipped == nullptr) return {};
  return {{"skipped_images", static_cast<double>(skipped_->files().size())}};
}

std::string ImageClassification::data_fingerprint() const {
  return datasets::data_fingerprint(config_.data, open_options(config_),
                                    data_->test ? datasets::Parts::both : datasets::Parts::train);
}

std::string ImageClassification::data_changes(const std::string& before) const {
  return datasets::data_changes(before, data_fingerprint());
}

std::int64_t ImageClassification::data_bytes() const {
  return data_->train.bytes() + bytes_of(data_->validation) + bytes_of(data_->test);
}

training::Measures evaluate(layers::Layer& network, const datasets::Dataset& images,
                            const datasets::Normalisation& normalisation,
                            const datasets::StreamOptions& stream) {
  const NoGradient no_gradient;
  const training::EvaluationMode evaluation_mode(network);
  training::OutcomeSums sums;
  for (std::int64_t slice = 0; slice < chunk_count(images.size(), slice_size(images)); ++slice) {
    const Outcome of_slice = outcome(network, slice_of(images, normalisation, slice, stream));
    sums.add(of_slice.loss.item(), of_slice);
  }
  return sums.means();
}

std::int64_t count_correct(const Tensor& logits, const Indices& labels, std::int64_t places) {
  const std::int64_t classes = logits.size(-1);
  std::int64_t correct = 0;
  for (std::int64_t n = 0; n < labels.elements(); ++n) {
    const float* const row = logits.data() + n * classes;
    if (labels[n] < 0 || labels[n] >= classes) continue;
    const float own = row[labels[n]];
    const auto before = [&](const float& other) {
      return other > own || (other == own && &other < row + labels[n]);
    };
    const bool has_nan = std::any_of(row, row + classes, [](float x) { return std::isnan(x); });
    if (!has_nan && std::count_if(row, row + classes, before) < places) ++correct;
  }
  return correct;
}

std::string percent_text(double fraction) { return formatted("%.2f %%", 100.0 * fraction); }

}  // namespace actlab::tasks
