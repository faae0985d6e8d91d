#include <actlab/tasks/image_tasks.h>

#include <memory>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/tasks/image_presets.h>
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
         {"data", "data-dir", "count", "image-side", "validation", "mean", "std", "evaluate"}) {
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

}  // namespace

training::TaskKind images_kind() {
  return {"images",
          "classes of images by a convolutional network",
          [] { return std::make_unique<ImageClassificationConfig>(); },
          [tasks = std::make_shared<ImageTasks>()](const Config& config) {
            return tasks->open(dynamic_cast<const ImageClassificationConfig&>(config));
          },
          datasets::dataset_help(),
          image_presets()};
}

}  // namespace actlab::tasks
