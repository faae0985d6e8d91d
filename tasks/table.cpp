#include <actlab/tasks/table.h>

#include <memory>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/tasks/image_presets.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/tasks/regression.h>
#include <actlab/tasks/translation/translation.h>
#include <actlab/training/config_text.h>

namespace actlab::tasks {
namespace {

using training::Config;
using training::Task;

// Opens tasks one after the other, and the data anew only where another is asked for.
class ImageTasks {
 public:
  std::unique_ptr<Task> open(const ImageClassificationConfig& config) {
    std::string key;
    for (const char* setting :
         {"data", "data-dir", "image-side", "validation", "mean", "std", "evaluate"}) {
      key += training::field_text(config, setting) + '\n';
    }
    key += text(training::data_seed(config));
    if (key != key_ || !data_) {
      data_.reset();  // before the next one needs the memory
      data_ = open_images(config);
      key_ = key;
    }
    return std::make_unique<ImageClassification>(config, data_, make_network(config, data_->train));
  }

 private:
  std::string key_;  // what data_ was opened for
  std::shared_ptr<const ImageData> data_;
};

// The same for translations, whose vocabulary takes seconds to learn.
class Translations {
 public:
  std::unique_ptr<Task> open(const TranslationConfig& config) {
    std::string key;
    for (const char* setting : {"data", "data-dir", "source", "goal", "train", "validation", "test",
                                "evaluate", "vocabulary", "subwords", "longest", "batch-size"}) {
      key += training::field_text(config, setting) + '\n';
    }
    if (key != key_ || !data_) {
      data_.reset();
      data_ = std::make_shared<const TranslationData>(open_translation(config));
      key_ = key;
    }
    return std::make_unique<Translation>(config, data_);
  }

 private:
  std::string key_;  // what data_ was opened for
  std::shared_ptr<const TranslationData> data_;
};

}  // namespace

training::TaskTable table() {
  return {
      {"images", "classes of images by a convolutional network",
       [] { return std::make_unique<ImageClassificationConfig>(); },
       [tasks = std::make_shared<ImageTasks>()](const Config& config) {
         return tasks->open(dynamic_cast<const ImageClassificationConfig&>(config));
       },
       datasets::dataset_help(), image_presets()},
      {"points", "classes of points of the plane by a perceptron",
       [] { return std::make_unique<PointsConfig>(); },
       [](const Config& config) {
         return std::make_unique<PointsClassification>(dynamic_cast<const PointsConfig&>(config));
       },
       datasets::points_help()},
      {"regression", "a number from numbers by a perceptron",
       [] { return std::make_unique<RegressionConfig>(); },
       [](const Config& config) {
         return std::make_unique<Regression>(dynamic_cast<const RegressionConfig&>(config));
       },
       "csv:FILE: columns of numbers; --target-column is learned from all others. The first line\n"
       "names them. A fifth of the rows, drawn by the seed, is for testing. Without --data, a\n"
       "formula: --target \"sin(3*x) + 0.3*x\" --range=-3,3"},
      {"translation", "sentences into another language by a Transformer",
       [] { return std::make_unique<TranslationConfig>(); },
       [tasks = std::make_shared<Translations>()](const Config& config) {
         return tasks->open(dynamic_cast<const TranslationConfig&>(config));
       },
       "A folder of text files, one sentence a line: NAME.en and NAME.de for each part (--train,\n"
       "--validation, --test), line n of both a pair; or NAME.tsv with columns en and de. What is\n"
       "no folder here is looked for in the data folder: multi30k, from ./run data multi30k"}};
}

}  // namespace actlab::tasks
