// ./run evaluate: accuracy of stored weights on a test set.
//
// The last line is one JSON object: {"correct": 9170, "images": 10000, "top1_percent": 91.7}
//
// What the weights say of themselves (tasks/image_weights.h) counts; a flag may only add to it.
#include <cmath>
#include <iostream>
#include <string>

#include <actlab/core/io/json.h>
#include <actlab/layers/state.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/tasks/image_weights.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/config_text.h>
#include <actlab/training/run_folder.h>
#include <actlab/training/setup.h>
#include "examples/config_flags.h"
#include "examples/program.h"
#include "examples/threads.h"

namespace {

using namespace actlab;
using namespace actlab::training;
using tasks::ImageClassificationConfig;

// The settings with which the weights are evaluated.
ImageClassificationConfig settings_of(const Safetensors& weights, const std::string& path,
                                      const ConfigFlags& flags, tasks::StatedOfWeights& stated) {
  ImageClassificationConfig config;
  stated.add(weights.metadata, path);
  if (const auto run = run_of_weights(path)) {
    apply_json(config, run->json, run->source);
    config.threads = 0;   // of the machine that trained
    config.init.clear();  // what the run began with
    stated.add(config, run->source);
    stated.add(run->data_and_model, run->source);
  }
  stated.apply(config);
  flags.apply(config);
  training::check(config);
  for (const std::string& name : flags.names_given()) stated.require_same(config, name);
  return config;
}

void evaluate_weights(const std::string& path, const ConfigFlags& flags) {
  const Safetensors weights = read_weights(path);
  tasks::StatedOfWeights stated;
  const ImageClassificationConfig config = settings_of(weights, path, flags, stated);
  use_threads(config.threads, std::cout);
  if (stated.empty()) {
    std::cout << "note: " << path << " does not say what it belongs to; taken for " << config.model
              << " with " << config.activation << '\n';
  }
  const datasets::Dataset test =
      datasets::open_dataset(config.data, datasets::Part::test, tasks::open_options(config));
  for (const std::string& note : test.notes()) std::cout << "note: " << note << '\n';
  stated.require_fits(test);
  const auto network = tasks::make_network(config, test);
  layers::load_state(*network, weights.tensors, path);
  std::cout << "parameters: " << parameter_count(*network) << std::endl;

  const auto skipped = std::make_shared<datasets::SkippedImages>();
  const Measures means = tasks::evaluate(*network, test, normalisation(config, test),
                                         datasets::stream_options(config, skipped));
  const double accuracy = require_measure(means, "accuracy");
  const std::int64_t left_out = std::ssize(skipped->files()), images = test.size() - left_out;
  Json result{{"correct", std::llround(accuracy * static_cast<double>(images))},
              {"images", images},
              {"top1_percent", 100.0 * accuracy}};
  if (const auto top5 = find_measure(means, "top5_accuracy"))
    result["top5_percent"] = 100.0 * *top5;
  if (config.skip_bad_images) result["skipped_images"] = left_out;
  std::cout << "loss: " << require_measure(means, "loss") << '\n' << result.dump() << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Accuracy of stored weights (safetensors with PyTorch's names) on a test set.\n"
      "Weights that ./run train wrote say what they belong to; a flag that contradicts them is\n"
      "refused. Their data is that of their run, unless --data names other of the same classes.\n"
      "Example: ./run evaluate --weights runs/a/best.safetensors",
      "./run evaluate");
  std::string weights;
  app.add_option("--weights", weights, "the weights")->type_name("FILE")->required();
  std::vector<std::string> names = tasks::settings_of_network();
  names.insert(names.end(), {"allow-constant", "data", "data-dir", "count", "image-side", "mean",
                             "std", "seed", "data-seed", "skip-bad-images", "threads"});
  const ConfigFlags flags(app, names, ImageClassificationConfig());
  app.footer("What --data takes:\n" + datasets::dataset_help());
  return run_program(app, argc, argv, [&] { evaluate_weights(weights, flags); });
}
