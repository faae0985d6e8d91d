// ./run evaluate: accuracy of stored weights on a test set.
//
// The last line is one JSON object: {"correct": 9170, "images": 10000, "top1_percent": 91.7}
#include <cmath>
#include <iostream>
#include <string>

#include <actlab/core/base/parallel.h>
#include <actlab/core/io/json.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/training/setup.h>
#include "examples/config_flags.h"
#include "examples/program.h"

namespace {

using namespace actlab;
using namespace actlab::training;

void evaluate_weights(const tasks::ImageClassificationConfig& config) {
  if (config.threads > 0) set_threads(static_cast<int>(config.threads));
  const datasets::Dataset test =
      datasets::open_dataset(config.data, datasets::Part::test, tasks::open_options(config));
  for (const std::string& note : test.notes()) std::cout << "note: " << note << '\n';
  auto network = tasks::make_network(config, test.classes());
  std::cout << "parameters: " << parameter_count(*network) << std::endl;

  const Measures means = tasks::evaluate(*network, test, normalisation(config, test));
  const double accuracy = find_measure(means, "accuracy").value();
  std::cout << "loss: " << find_measure(means, "loss").value() << '\n'
            << Json{{"correct", std::llround(accuracy * static_cast<double>(test.size()))},
                    {"images", test.size()},
                    {"top1_percent", 100.0 * accuracy}}
                   .dump()
            << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Accuracy of stored weights (safetensors with PyTorch's names) on a test set.\n"
      "Example: ./run evaluate --weights runs/a/best.safetensors --model resnet20 "
      "--activation swish --data shapes",
      "./run evaluate");
  tasks::ImageClassificationConfig config;
  app.add_option("--weights", config.init, "the weights")->type_name("FILE")->required();
  const ConfigFlags flags(app,
                          {"model", "activation", "shortcut", "batch-norm-scale", "data",
                           "data-dir", "image-side", "mean", "std", "seed", "threads"},
                          config);
  return run_program(app, argc, argv, [&] {
    flags.apply(config);
    training::check(config);
    evaluate_weights(config);
  });
}
