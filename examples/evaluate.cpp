// ./run evaluate: accuracy of stored weights on a test set.
//
// The last line is one JSON object: {"correct": 9170, "images": 10000, "top1_percent": 91.7}; of
// weights of another task {"task": "points", "items": 1000, "loss": 0.01, "accuracy": 0.995}.
//
// What the weights say of themselves (tasks/image_weights.h) counts; a flag may only add to it.
#include <cmath>
#include <filesystem>
#include <iostream>
#include <string>

#include <actlab/core/io/json.h>
#include <actlab/core/io/read_file.h>
#include <actlab/layers/state.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/tasks/image_weights.h>
#include <actlab/tasks/table.h>
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

// Throws Error where the data is no longer what the run had.
void require_data_of(const RunOfWeights& run, const Task& task) {
  const auto kept = std::filesystem::path(run.source).parent_path() / "data.txt";
  if (!std::filesystem::exists(kept)) return;
  const std::string changes = task.data_changes(read_file(kept.string()));
  if (changes.empty()) return;
  throw Error(text("[weights] ", changes, "; put back what ", run.source, " names, or the weights ",
                   "are judged on what they may have learned from"));
}

// Opens the task of a run for its weights, with the data and the network that the run had.
std::unique_ptr<Task> open_task_of_run(const TaskKind& kind, const std::string& weights,
                                       const ConfigFlags& flags) {
  const auto run = run_of_weights(weights);
  if (!run) {
    throw UsageError(text("[weights] ", weights, " is of the task ", kind.name,
                          ", and only the config.json of its run, which is not beside it, says ",
                          "with which network and data; name the file in the folder of its run"));
  }
  for (const std::string& name : flags.names_given()) {
    if (name == "threads") continue;
    throw UsageError(text("[weights] --", name, " belongs to weights of images; those of ",
                          kind.name, " are judged on the test part of their run"));
  }
  const auto config = kind.config();
  apply_json(*config, run->json, run->source);
  config->threads = 0;   // of the machine that trained
  config->init.clear();  // what the run began with
  config->evaluate = true;
  flags.apply(*config);
  training::check(*config);
  use_threads(config->threads, std::cout);
  auto task = kind.open(*config);
  require_data_of(*run, *task);
  return task;
}

void require_of_task(const Safetensors& weights, const std::string& path, const Task& task) {
  for (const auto& [key, value] : task.description()) {
    const auto stated = weights.metadata.find(key);
    if (stated == weights.metadata.end() || stated->second == value) continue;
    throw UsageError(text("[weights] ", path, " states ", key, " ", stated->second,
                          ", but its folder is of a run with ", value));
  }
}

void evaluate_task(const TaskKind& kind, const Safetensors& weights, const std::string& path,
                   const ConfigFlags& flags) {
  const auto task = open_task_of_run(kind, path, flags);
  for (const std::string& note : task->notes()) std::cout << "note: " << note << '\n';
  require_of_task(weights, path, *task);
  layers::load_state(task->model(), weights.tensors, path);
  std::cout << "parameters: " << parameter_count(task->model()) << std::endl;
  Json result{{"task", task->name()}, {"items", task->size(Part::test)}};
  for (const auto& [measure, value] : task->evaluate(Part::test)) {
    std::cout << measure << ": " << task->shown(measure, value) << '\n';
    result[measure] = value;
  }
  std::cout << result.dump() << std::endl;
}

// Of what the weights say, or else the run in whose folder they lie; images where neither does.
std::string task_of(const Safetensors& weights, const std::string& path) {
  const auto stated = weights.metadata.find("task");
  if (stated != weights.metadata.end()) return stated->second;
  const auto run = run_of_weights(path);
  const std::string of_run = run ? task_in_json(run->json, run->source) : "";
  return of_run.empty() ? ImageClassificationConfig().task() : of_run;
}

void evaluate_images(const Safetensors& weights, const std::string& path,
                     const ConfigFlags& flags) {
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

void evaluate_weights(const std::string& path, const ConfigFlags& flags) {
  const Safetensors weights = read_weights(path);
  const std::string task = task_of(weights, path);
  if (task == ImageClassificationConfig().task()) return evaluate_images(weights, path, flags);
  const TaskTable table = tasks::table();
  evaluate_task(find_task(table, task), weights, path, flags);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Accuracy of stored weights (safetensors with PyTorch's names) on a test set.\n"
      "Weights that ./run train wrote say what they belong to; a flag that contradicts them is\n"
      "refused. Their data is that of their run, unless --data names other of the same classes.\n"
      "Weights of a run of another task (points, regression, translation) are judged by it, on "
      "the\n"
      "test part of their run; they take no flag but --threads.\n"
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
