// Loss traces and weights of PyTorch's own, reproduced through the same ImageClassificationConfig
// that the flags of
// ./run train fill. Golden files come from the folder ACTLAB_GOLDEN, CIFAR-10 from the data folder.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <actlab/core/io/json.h>
#include <actlab/datasets/images/open_dataset.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/training/config_text.h>
#include <actlab/training/metrics.h>
#include <actlab/training/setup.h>
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::training;
using tasks::ImageClassificationConfig;

namespace {

namespace fs = std::filesystem;

std::string golden(const std::string& name) {
  const char* folder = std::getenv("ACTLAB_GOLDEN");
  return folder == nullptr ? "" : (fs::path(folder) / name).string();
}

// False, with the reason said, where files that a test needs are not here.
bool have(const std::vector<std::string>& golden_files) {
  for (const std::string& name : golden_files) {
    if (fs::exists(golden(name))) continue;
    MESSAGE("skipped: no ", name, " in the folder that ACTLAB_GOLDEN names");
    return false;
  }
  if (fs::exists(datasets::data_folder("") / "cifar-10-batches-bin" / "test_batch.bin"))
    return true;
  MESSAGE("skipped: no CIFAR-10 in ", datasets::data_folder("").string(), "; ./run data cifar10");
  return false;
}

std::vector<double> losses_of(const ImageClassificationConfig& config) {
  const test::TemporaryFolder folder;
  tasks::ImageClassification task(config);
  const auto optimizer = make_optimizer(config, task.model());
  MetricsLog log(folder.path().string(), config.log_every);
  make_loop(config, task, *optimizer).with(log).run();
  std::vector<double> losses;
  std::ifstream metrics(folder.file("metrics.jsonl"));
  for (std::string line; std::getline(metrics, line);) {
    const Json record = parse_json(line, "record");
    if (record.contains("step")) losses.push_back(record["loss"].get<double>());
  }
  return losses;
}

// ReLU has a kink: a rounding error that crosses it changes the gradient, so that float32 leaves
// the trace after three steps.
double tolerance(const std::string& activation, std::size_t step) {
  if (activation != "relu" || step < 2) return 1e-5;
  return step == 2 ? 1e-4 : INFINITY;
}

void check_trace(const Json& trace) {
  ImageClassificationConfig config;
  apply_json(config, R"({"data": "cifar10", "batch_size": 64, "shuffle": "off", "augment": "off",
                         "schedule": "constant", "max_steps": 20, "log_every": 1,
                         "evaluate": "off"})",
             "trace");
  config.init = golden("resnet20_init.safetensors");
  config.activation = trace["activation"].get<std::string>();
  config.optimizer = trace["optimizer"].get<std::string>();
  config.lr = trace["lr"].get<double>();
  const std::vector<double> losses = losses_of(config);
  REQUIRE(losses.size() == 20);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const double expected = trace["losses"][i].get<double>();
    CHECK_MESSAGE(std::abs(losses[i] / expected - 1.0) <= tolerance(config.activation, i),
                  config.activation, " ", config.optimizer, " step ", i + 1, ": ", losses[i],
                  ", expected ", expected);
  }
}

}  // namespace

TEST_CASE("golden: the loss of each step is that of PyTorch") {
  if (!have({"resnet20_init.safetensors", "resnet20_traces.jsonl"})) return;
  std::ifstream file(golden("resnet20_traces.jsonl"));
  int traces = 0;
  for (std::string line; std::getline(file, line); ++traces) check_trace(parse_json(line, "trace"));
  CHECK(traces >= 5);
}

TEST_CASE("golden: public weights get the accuracy that PyTorch gets") {
  if (!have({"resnet20_pretrained.safetensors"})) return;
  ImageClassificationConfig config;
  config.data = "cifar10";
  config.activation = "relu";
  config.init = golden("resnet20_pretrained.safetensors");
  config.mean = ThreeNumbers{0.485, 0.456, 0.406};
  config.std = ThreeNumbers{0.229, 0.224, 0.225};
  const datasets::Dataset test = datasets::open_dataset("cifar10", datasets::Part::test, {});
  REQUIRE(test.size() == 10000);
  const auto network = tasks::make_network(config, test);
  const Measures means = tasks::evaluate(*network, test, normalisation(config, test));
  CHECK(std::abs(10000.0 * find_measure(means, "accuracy").value() - 9170.0) <= 3.0);
}
