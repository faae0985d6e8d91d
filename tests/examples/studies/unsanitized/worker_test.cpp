// ./run worker: what it says and does where something is missing.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <actlab/studies/running/training_trial_spec.h>
#include <actlab/studies/store/store.h>
#include <actlab/tasks/image_classification_config.h>
#include "tests/examples/studies/search_folder.h"

using namespace actlab;
using namespace actlab::test;
using studies::TrialState;
using studies::TrialStore;

TEST_CASE("worker: a child that wants more memory than it may have fails and says so") {
  const SearchFolder folder;
  TrialStore store = TrialStore::open(folder.store());
  tasks::ImageClassificationConfig config;
  config.data = "cifar10";
  config.validation = 20;
  config.evaluate = false;
  config.batch_size = 40;
  studies::NewTrial trial;
  trial.formula = "relu";
  trial.budget = 2;
  for (const char* model : {"wrn28-10", "resnet8"}) {
    config.model = trial.canonical_hash = model;
    trial.configuration = studies::to_json({config});
    const std::int64_t study = store.create_study(model, "grid", "{}").id;
    store.add_trials(study, {&trial, 1});
  }
  const Run worker = run("worker --memory 0.3 --until-empty --store " + folder.store() +
                         " --data-dir " + folder.path.string());
  CHECK(contains(worker, ") failed: "));
  CHECK(store.trials(1).front().state == TrialState::failed);
  CHECK(store.trials(1).front().error.find("out of memory") != std::string::npos);
  CHECK(store.trials(2).front().state == TrialState::complete);
}

TEST_CASE("worker: a database that is not there yet is waited for and a signal ends that") {
  const Run worker =
      run_until("worker --store postgresql://nobody@127.0.0.1:1/none", "trying again in ");
  if (contains(worker, "has no PostgreSQL")) return;
  CHECK(contains(worker, "trying again in "));
  CHECK(worker.code != 0);
}

TEST_CASE("worker: a full disk is waited for") {
  const SearchFolder folder;
  TrialStore store = TrialStore::open(folder.store());
  const std::int64_t study = store.create_study("s", "grid", "{}").id;
  studies::NewTrial trial;
  trial.canonical_hash = trial.formula = "relu";
  store.add_trials(study, {&trial, 1});
  const Run worker = run_until("worker --until-empty --store " + folder.store(),
                               "; trying again in ", "ulimit -f 0;");
  CHECK(contains(worker, "; trying again in "));
  CHECK(store.trials(study).front().state == TrialState::waiting);
}

TEST_CASE("worker: with nothing to do it says that it waits and for what") {
  const SearchFolder folder;
  TrialStore::open(folder.store()).create_study("s", "grid", "{}");
  const Run worker = run_until("worker --study s --store " + folder.store(), "nothing waits");
  CHECK(contains(worker,
                 "nothing waits in study 's': waiting for trials that ./run search or "
                 "./run study grid adds; Ctrl-C ends, --until-empty would not wait"));
  CHECK(worker.code == 0);
}

TEST_CASE("worker: one that is refused leaves nothing behind") {
  const SearchFolder folder;
  const auto files = [&] {
    return std::distance(std::filesystem::directory_iterator(folder.path), {});
  };
  const auto before = files();
  const Run missing = run("worker --store " + folder.store());
  CHECK(missing.code == 2);
  CHECK(contains(missing, "./run search or ./run study grid makes one"));
  CHECK(run("worker --store mysql://host/x --checkpoints " + folder / "c").code == 2);
  CHECK(run("worker --store '' --checkpoints " + folder / "c").code == 2);
  CHECK(files() == before);
}
