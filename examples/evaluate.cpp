// ./run evaluate: accuracy of stored weights on a test set.
//
// The last line is one JSON object: {"correct": 9170, "images": 10000, "top1_percent": 91.7}
#include <iostream>
#include <string>

#include <actlab/core/base/parallel.h>
#include <actlab/core/io/json.h>
#include <actlab/datasets/images/open_dataset.h>
#include <actlab/training/evaluation.h>
#include <actlab/training/setup.h>
#include "examples/config_flags.h"
#include "examples/program.h"

namespace {

using namespace actlab;
using namespace actlab::training;

void evaluate_weights(const Config& config) {
  if (config.threads > 0) set_threads(static_cast<int>(config.threads));
  const datasets::Dataset test =
      datasets::open_dataset(config.data, datasets::Part::test, open_options(config));
  for (const std::string& note : test.notes()) std::cout << "note: " << note << '\n';
  const auto model = make_model(config, test.classes());
  std::cout << "parameters: " << parameter_count(*model) << std::endl;

  const Evaluation result = evaluate(*model, test, normalisation(config, test));
  std::cout << "loss: " << result.loss << '\n'
            << Json{{"correct", result.correct},
                    {"images", result.images},
                    {"top1_percent", 100.0 * result.accuracy()}}
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
  Config config;
  app.add_option("--weights", config.init, "the weights")->type_name("FILE")->required();
  const ConfigFlags flags(app, {"model", "activation", "shortcut", "batch-norm-scale", "data",
                                "data-dir", "image-side", "mean", "std", "seed", "threads"});
  return run_program(app, argc, argv, [&] {
    flags.apply(config);
    check(config);
    evaluate_weights(config);
  });
}
