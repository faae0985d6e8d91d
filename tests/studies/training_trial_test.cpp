#include <actlab/studies/running/training_trial.h>

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <map>
#include <sstream>
#include <thread>

#include <actlab/core/base/platform.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/tasks/regression.h>
#include <actlab/tasks/table.h>
#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"
#include "tests/support/small_cifar.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::usage_error_text;

namespace {

// Trials of a study in a store of its own, trained on the small CIFAR-10.
struct TrainedStudy {
  TrainedStudy() : address(studies::test::new_store_address()), store(TrialStore::open(address)) {
    actlab::test::write_small_cifar(folder.path());
    study = store.create_study("s", "grid", "{}").id;
    config.data = "cifar10";
    config.data_dir = folder.path().string();
    config.model = "resnet8";
    config.batch_size = 10;
    config.validation = 20;
    config.evaluate = false;
    spec.config = config;
  }

  void add(NewTrial trial) {
    trial.configuration = to_json(spec);
    trial.canonical_hash = text("hash ", ++added);
    store.add_trials(study, {&trial, 1});
  }
  void work(double checkpoint_seconds = 60.0) {
    TrainingTrial train(tasks::table(), {.checkpoint_folder = checkpoints(),
                                         .checkpoint_seconds = checkpoint_seconds});
    std::ostringstream log;
    const auto prepare = [&] { train.prepare(); };
    run_worker(address, std::ref(train), {.rules = rules, .until_empty = true, .prepare = prepare},
               log);
  }
  std::string checkpoints() const { return folder.file("checkpoints"); }
  std::vector<Trial> trials() { return store.trials(study); }

  actlab::test::TemporaryFolder folder;
  std::string address;
  TrialStore store;
  std::int64_t study = 0;
  tasks::ImageClassificationConfig config;
  TrainingTrialSpec spec{config};
  QueueRules rules{.lease_seconds = 0.5};
  int added = 0;
};

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("training trial: the reward is the validation accuracy and metrics are sparse") {
  TrainedStudy s;
  s.add({.formula = "relu", .seed = 1, .budget = 30});
  s.work();
  const Trial trial = s.trials().front();
  CHECK(trial.state == TrialState::complete);
  CHECK(trial.outcome == Outcome::ok);
  REQUIRE(trial.reward);
  CHECK(*trial.reward > 0.15);  // chance is 0.1
  std::map<std::string, std::int64_t> records;
  for (const Metric& metric : s.store.metrics(trial.id)) {
    ++records[metric.name];
    if (metric.name == "validation_accuracy") CHECK(metric.value == *trial.reward);
  }
  CHECK(records["train_loss"] == 10);
  CHECK(records["images_per_second"] == 10);
  CHECK(records["validation_accuracy"] == 1);
  CHECK(files_in(s.checkpoints()) == 0);
}

TEST_CASE("training trial: of a function that the catalog does not have by that name it fails") {
  TrainedStudy s;
  s.rules.attempts = 1;
  s.spec.function = "max(x, 0)";
  s.add({.formula = "relu", .budget = 3});
  s.spec.function = "min(x, 0)";
  s.add({.formula = "relu", .budget = 3});
  s.work();
  CHECK(s.trials()[0].state == TrialState::complete);
  CHECK(s.trials()[1].state == TrialState::failed);
  CHECK(contains(s.trials()[1].error,
                 "[trial] 'relu' is \"min(x, 0)\" in this study, and "
                 "\"max(x, 0)\" to this program: let the version"));
}

TEST_CASE("training trial: lost again and again it ends with the reward of one undisturbed") {
  TrainedStudy s, undisturbed;
  const NewTrial trial{.formula = "x * sigmoid(beta * x)", .budget = 25};
  undisturbed.add(trial);
  undisturbed.work();
  const auto last = [&] { return s.trials().back(); };
  for (int attempt = 0; attempt < 20; ++attempt) {
    s.add(trial);
    std::atomic<bool> done = false;
    std::thread thief([&] {  // takes the trial away at whichever step it has come to
      for (int theft = 0; theft < 5 && !done; ++theft) {
        const std::string before = last().checkpoint;
        while (!done && last().checkpoint == before) std::this_thread::yield();
        studies::test::change(*studies::test::bare_database(s.address),
                              "update trial set lease_until = 0 where state = 'running'");
        if (const auto stolen = s.store.claim("thief")) s.store.release(stolen->lease());
      }
    });
    s.work(0.0);  // a checkpoint after every step
    done = true;
    thief.join();
    CHECK(last().reward == undisturbed.trials().front().reward);
    CHECK(files_in(s.checkpoints()) == 0);
    if (last().lease_token > 2) break;  // else a busy machine gave the thief no time
  }
  CHECK(last().lease_token > 2);
}

TEST_CASE("training trial: a signal saves a checkpoint at once") {
  TrainedStudy s, undisturbed;
  const NewTrial trial{.formula = "relu", .budget = 2000};
  s.add(trial);
  std::thread asker([&] {
    while (s.store.counts()[TrialState::running] == 0) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::raise(SIGTERM);
  });
  s.work();
  asker.join();
  const Trial waiting = s.trials().front();
  CHECK(waiting.state == TrialState::waiting);
  CHECK(std::filesystem::exists(s.checkpoints() + "/" + waiting.checkpoint));
}

TEST_CASE("training trial: a rung goes on from the one below or through it to the same reward") {
  TrainedStudy s;
  s.spec.rungs = {8, 16, 24};
  for (const std::int64_t budget : {8, 16}) s.add({.formula = "tanh", .budget = budget});
  s.work();
  const std::string below = s.trials()[1].checkpoint;
  CHECK(files_in(s.checkpoints()) == 2);
  s.add({.formula = "tanh", .budget = 24, .checkpoint = below});
  s.add({.formula = "tanh", .budget = 24});
  s.add({.formula = "tanh", .budget = 24, .checkpoint = "gone.safetensors"});
  s.work();
  const std::vector<Trial> trials = s.trials();
  CHECK(trials[2].reward == trials[3].reward);
  CHECK(trials[2].error == where_trained());
  CHECK(trials[4].reward == trials[3].reward);
  CHECK(contains(trials[4].error, "trained from the start: "));
  CHECK(files_in(s.checkpoints()) == 1);  // that of the first rung: its trial was promoted by none
}

TEST_CASE("training trial: a diverged child is a result and a hopeless one is pruned") {
  TrainedStudy s;
  s.spec.hopeless_step = 5;
  s.spec.hopeless_accuracy = 1.0;
  s.add({.formula = "exp(exp(exp(x)))", .budget = 20});
  s.add({.formula = "relu", .budget = 20});
  s.add({.formula = "relu", .budget = 5});
  s.work();
  const std::vector<Trial> trials = s.trials();
  CHECK(trials[0].outcome == Outcome::diverged);
  CHECK(trials[0].reward == 0.0);
  CHECK(contains(trials[0].error, "not finite"));
  CHECK(trials[1].state == TrialState::pruned);
  CHECK(trials[1].error == "hopeless at step 5; " + where_trained());
  CHECK(trials[2].state == TrialState::complete);
  for (const Metric& metric : s.store.metrics(trials[1].id)) CHECK(metric.step <= 5);
}

TEST_CASE("training trial: what cannot be trained fails with the reason") {
  TrainedStudy s;
  s.rules.attempts = 1;
  s.add({.formula = "x * sigmoyd(x)", .budget = 5});
  s.add({.formula = "relu", .budget = 0});
  s.spec.config->validation = 0;
  s.add({.formula = "relu", .budget = 5});
  s.config.data_dir = s.folder.file("nowhere");
  s.spec.config = s.config;
  s.add({.formula = "relu", .budget = 5});
  s.work();
  const std::vector<Trial> trials = s.trials();
  CHECK(contains(trials[0].error, "sigmoid"));
  CHECK(contains(trials[1].error, "at least one step"));
  CHECK(contains(trials[2].error, "nothing gives a reward"));
  CHECK(trials[3].state == TrialState::failed);
}

TEST_CASE("training trial: its configuration is read back and mistakes in it are named") {
  tasks::ImageClassificationConfig config;
  config.model = "wrn16-4";
  TrainingTrialSpec spec{config};
  spec.rungs = {500, 2000};
  spec.hopeless_step = 7;
  spec.hopeless_accuracy = 0.25;
  CHECK(to_json(parse_training_trial(to_json(spec), "x", tasks::table())) == to_json(spec));
  const auto refused = [](const std::string& json) {
    return usage_error_text([&] { parse_training_trial(json, "trial 3", tasks::table()); });
  };
  CHECK(refused("[]") == "[trial] trial 3: must be a JSON object");
  CHECK(contains(refused(R"({"rung": 1})"), "unknown key \"rung\"; there are config"));
  CHECK(contains(refused(R"({"rungs": [5, 5]})"), "\"rungs\" must be an array of steps"));
  CHECK(contains(refused(R"({"hopeless_step": -1})"), "\"hopeless_step\" must be a whole number"));
  CHECK(contains(refused(R"({"hopeless_accuracy": 2})"), "must be a number from 0 to 1"));
  CHECK(contains(refused(R"({"config": {"batch": 1}})"), "unknown setting \"batch\""));
  CHECK(contains(refused(R"({"config": {"task": "point"}})"), "points"));
}

TEST_CASE("training trial: checkpoints stand beside the store") {
  CHECK(checkpoint_folder("runs/studies.db") == "runs/studies.checkpoints");
  CHECK(checkpoint_folder("postgresql://host/actlab") == "runs/checkpoints");
}

TEST_CASE("training trial: any task is trained and rewarded by what it aims at") {
  TrainedStudy s;
  tasks::PointsConfig points;
  points.validation = 200;
  s.spec.config = points;
  s.add({.formula = "sine", .budget = 200});
  s.spec.config = tasks::RegressionConfig();  // judged by the test part, lower is better
  s.add({.formula = "tanh", .budget = 200});
  s.work();
  const std::vector<Trial> trials = s.trials();
  REQUIRE(trials[0].error.starts_with("on "));
  REQUIRE(trials[1].error.starts_with("on "));
  std::map<std::string, double> first, second;
  for (const Metric& metric : s.store.metrics(trials[0].id)) first[metric.name] = metric.value;
  for (const Metric& metric : s.store.metrics(trials[1].id)) second[metric.name] = metric.value;
  CHECK(first.at("validation_accuracy") == trials[0].reward);
  CHECK(first.contains("points_per_second"));
  CHECK(1.0 / (1.0 + second.at("test_mse")) == trials[1].reward);
}
