// What weights that classify images belong to, as they say themselves: metadata of their file, and
// config.json of their run. Both are written by training:
//
//   model, activation, shortcut, batch_norm, ...   the network, under the names of the settings
//   mean, std, image_side                          how images were read: "0.5 0.5 0.5", "32"
//   classes                                        ["cat", "dog"], in the order of the outputs
//
// Whoever uses the weights takes these values, and hears of any that contradict each other. Files
// without metadata (PyTorch's, say) state nothing and contradict nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <actlab/core/io/safetensors.h>
#include <actlab/tasks/image_classification_config.h>

namespace actlab::tasks {

// "model", "activation", "shortcut", ...: what decides the parameters of a network and what they
// mean.
std::vector<std::string> settings_of_network();

// For the metadata. Classes whose names are no UTF-8 are kept with replacement characters.
Metadata describe_images(const ImageClassificationConfig& config, const datasets::Dataset& images,
                         const datasets::Normalisation& normalisation);

// For a run that begins with weights: a sentence on each thing that they state and the run has
// otherwise. It may be meant, as when another activation goes on with them.
std::vector<std::string> notes_on_init(const std::string& path, const Metadata& run);

class StatedOfWeights {
 public:
  // `source` names the file in messages. Throws UsageError where it states another value than a
  // source before, or is of another task.
  void add(const Metadata& metadata, const std::string& source);
  // What the configuration of the run says of the network.
  void add(const ImageClassificationConfig& config, const std::string& source);

  // Takes over what is stated. Throws UsageError naming the source of what is no such value.
  void apply(ImageClassificationConfig& config) const;

  // Throw UsageError with both values: for a setting that states another value than `config` has,
  // and for data of other classes, of classes in another order, or of another side.
  void require_same(const ImageClassificationConfig& config, const std::string& setting) const;
  void require_fits(const datasets::Dataset& images) const;

  bool empty() const { return values_.empty(); }

 private:
  struct Value {
    std::string text;
    std::string source;
  };
  std::map<std::string, Value> values_;  // by key
};

}  // namespace actlab::tasks
