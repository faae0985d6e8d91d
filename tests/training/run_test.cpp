// A whole run: what the loop and its listeners make together.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include <actlab/core/io/json.h>
#include <actlab/training/divergence.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/training/tiny_run.h"

using namespace actlab;
using namespace actlab::training;
using tasks::ImageClassificationConfig;
using test::contains;
using test::TemporaryFolder;
using test::tiny_config;
using test::TinyRun;

namespace {

std::vector<Json> records(const TemporaryFolder& folder) {
  std::ifstream file(folder.file("metrics.jsonl"));
  std::vector<Json> result;
  for (std::string line; std::getline(file, line);) result.push_back(parse_json(line, "record"));
  return result;
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The first step that diverges and where, for a tiny model with one value overwritten.
std::pair<std::int64_t, std::string> divergence_of(const std::string& parameter, float value) {
  const TemporaryFolder folder;
  TinyRun run(tiny_config("sgd"), folder.path().string());
  run.stop_at.after_each = [&](std::int64_t step) {
    if (step != 3) return;
    for (auto& named : run.task.model().parameters()) {
      if (named.name == parameter) named.tensor.data()[0] = value;
    }
  };
  try {
    run.run();
  } catch (const Divergence& divergence) {
    CHECK(contains(divergence.what(), "diverged at step 4"));
    CHECK(!contains(divergence.what(), "-nan"));  // no number has no sign
    CHECK(contains(divergence.what(), divergence.where()));
    CHECK(records(folder).size() == 3);  // what was good is written down
    return {divergence.step(), divergence.where()};
  }
  return {};
}

}  // namespace

TEST_CASE("run: a run writes a record a step and a record an epoch") {
  const TemporaryFolder folder;
  ImageClassificationConfig config = tiny_config("sgd");
  config.max_steps = 17;  // two epochs of eight and one step
  config.schedule = "constant";
  TinyRun run(config, folder.path().string());
  CHECK(run.run().finished);
  CHECK(run.loop.steps_done() == 17);
  const std::vector<Json> all = records(folder);
  REQUIRE(all.size() == 20);
  CHECK(all[0]["step"] == 1);
  CHECK(all[0]["lr"].get<double>() == doctest::Approx(0.01 / 9.0));  // warming up
  CHECK(all[7]["step"] == 8);
  CHECK(all[8]["epoch"] == 1);
  CHECK(all[8].contains("test_accuracy"));
  CHECK(!all[8].contains("step"));
  CHECK(all[19]["epoch"] == 3);
  CHECK(all[19]["test_accuracy"].get<double>() == doctest::Approx(run.test_accuracy()));
  double mean = 0.0;
  for (std::size_t i = 0; i < 8; ++i) mean += all[i]["loss"].get<double>() * (i < 7 ? 4 : 2) / 30;
  CHECK(all[8]["train_loss"].get<double>() == doctest::Approx(mean).epsilon(1e-6));
}

TEST_CASE("run: it learns") {
  const TemporaryFolder folder;
  ImageClassificationConfig config = tiny_config("adam");
  config.max_steps = 400;
  config.lr = 0.02;
  config.augment = false;
  TinyRun run(config, folder.path().string());
  run.run();
  CHECK(run.checkpoints.best().value() > 0.9);
}

TEST_CASE("run: the same bits at any number of threads") {
  const int rounds = std::getenv("ACTLAB_LONG_TESTS") != nullptr ? 5 : 1;
  for (const char* optimizer : {"sgd", "rmsprop", "adam"}) {
    ImageClassificationConfig config = tiny_config(optimizer);
    config.max_steps = 200;
    std::string expected;
    for (int round = 0; round < rounds; ++round) {
      for (const int count : {1, 2, 3, 7, 16}) {
        set_threads(count);
        const TemporaryFolder folder;
        TinyRun(config, folder.path().string()).run();
        const std::string got = content(folder.file("last.safetensors"));
        if (expected.empty()) expected = got;
        const bool equal = got == expected;  // REQUIRE would print the bytes
        REQUIRE_MESSAGE(equal, optimizer, " with ", count, " threads");
      }
    }
  }
}

TEST_CASE("run: best weights are those of the best epoch") {
  const TemporaryFolder folder;
  ImageClassificationConfig config = tiny_config("sgd");
  config.max_steps = 48;
  TinyRun run(config, folder.path().string());
  run.run();
  double best = 0.0;
  std::int64_t best_epoch = 0;
  for (const Json& record : records(folder)) {
    if (!record.contains("epoch") || record["test_accuracy"].get<double>() <= best) continue;
    best = record["test_accuracy"].get<double>();
    best_epoch = record["epoch"].get<std::int64_t>();
  }
  CHECK(run.checkpoints.best().value() == doctest::Approx(best));
  CHECK(run.checkpoints.best_step() == 8 * best_epoch);
  auto model = test::tiny_model("x * sigmoid(beta * x) where beta = 1");
  load_weights(*model, folder.file("best.safetensors"));
  const Measures means = tasks::evaluate(*model, test::tiny_images(12, 2), {});
  CHECK(find_measure(means, "accuracy").value() == doctest::Approx(best));
}

TEST_CASE("run: averages of weights are judged and kept as best, and change no update") {
  const TemporaryFolder folder, plain;
  ImageClassificationConfig config = tiny_config("sgd");
  config.max_steps = 16;
  TinyRun(config, plain.path().string()).run();
  config.average_decay = 0.9;
  TinyRun run(config, folder.path().string());
  run.run();
  const Checkpoint last = Checkpoint::read(folder.file("last.safetensors"));
  const NamedTensors weights = last.model_tensors(), averages = last.tensors("average.");
  for (const auto& entry : Checkpoint::read(plain.file("last.safetensors")).model_tensors()) {
    const Tensor& same = weights.at(entry.first);
    CHECK_MESSAGE(std::ranges::equal(entry.second.values(), same.values()), entry.first);
  }
  CHECK(weights.at("1.running_mean").values()[0] != averages.at("1.running_mean").values()[0]);
  CHECK(weights.at("5.bias").values()[0] != averages.at("5.bias").values()[0]);
  CHECK_FALSE(averages.contains("3.random_position"));

  auto model = test::tiny_model("x * sigmoid(beta * x) where beta = 1");
  load_weights(*model, folder.file("best.safetensors"));
  const Measures best = tasks::evaluate(*model, test::tiny_images(12, 2), {});
  CHECK(find_measure(best, "accuracy").value() == run.checkpoints.best().value());
  const auto use = run.loop.use_average();
  CHECK(run.test_accuracy() == find_measure(run.task.evaluate(Part::test), "accuracy").value());
  Checkpoint refused;
  CHECK(contains(test::error_text([&] { run.loop.save(refused); }), "the averages of its weights"));
}

TEST_CASE("divergence: the step and the first layer that is not finite are named") {
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(divergence_of("0.weight", -NAN) == std::pair<std::int64_t, std::string>{4, "0"});
  CHECK(divergence_of("1.bias", infinity) == std::pair<std::int64_t, std::string>{4, "1"});
  CHECK(divergence_of("2.beta", NAN) == std::pair<std::int64_t, std::string>{4, "2"});
  CHECK(divergence_of("5.weight", NAN) == std::pair<std::int64_t, std::string>{4, "5"});
}

TEST_CASE("divergence: a gradient that is not finite is named by its parameter") {
  const TemporaryFolder folder;
  // the slope of sqrt at 0 is infinite while its value is finite
  TinyRun run(tiny_config("sgd"), folder.path().string(), false, "x + sqrt(a - 1) where a = 1");
  const std::string message = test::error_text([&] { run.run(); });
  CHECK(contains(message, "diverged at step 1: the gradient's norm is"));
  CAPTURE(message);
  CHECK(contains(message, "is that of 2.a"));
}

TEST_CASE("run: when the disk is full the old checkpoint stays") {
  const TemporaryFolder folder;
  TinyRun(tiny_config("sgd"), folder.path().string()).run_to(8);
  const std::string before = content(folder.file("last.safetensors"));
  set_threads(1);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{3000, 3000};  // a checkpoint is larger, the metrics are smaller
    ImageClassificationConfig config = tiny_config("sgd");
    config.checkpoint_every = 1;
    TinyRun run(config, folder.path().string(), true);
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = test::error_text([&] { run.run(); });
    _exit(contains(message, "last.safetensors") && contains(message, "File too large") ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(before.size() > 3000);
  const bool unchanged = content(folder.file("last.safetensors")) == before;
  CHECK(unchanged);
}

TEST_CASE("evaluation: the first of equals counts and NaN is never right") {
  const Tensor logits = Tensor::from({4, 2}, {1.0f, 1.0f, 0.0f, 2.0f, NAN, 0.0f, 0.0f, NAN});
  CHECK(tasks::count_correct(logits, {0, 1, 0, 1}) == 2);
}
