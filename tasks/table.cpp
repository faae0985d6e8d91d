#include <actlab/tasks/table.h>

#include <memory>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/tasks/image_tasks.h>
#include <actlab/tasks/row_tasks.h>
#include <actlab/tasks/translation/translation.h>
#include <actlab/tasks/translation/translation_presets.h>
#include <actlab/training/config_text.h>

namespace actlab::tasks {
namespace {

using training::Config;
using training::Task;

// Opens tasks one after the other, and the data anew only where another is asked for: a
// vocabulary takes seconds to learn.
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
      images_kind(),
      points_kind(),
      regression_kind(),
      {"translation", "sentences into another language by a Transformer",
       [] { return std::make_unique<TranslationConfig>(); },
       [tasks = std::make_shared<Translations>()](const Config& config) {
         return tasks->open(dynamic_cast<const TranslationConfig&>(config));
       },
       "A folder of text files, one sentence a line: NAME.en and NAME.de for each part (--train,\n"
       "--validation, --test), line n of both a pair; or NAME.tsv with columns en and de. What is\n"
       "no folder here is looked for in the data folder: multi30k, from ./run data multi30k",
       translation_presets()}};
}

}  // namespace actlab::tasks
