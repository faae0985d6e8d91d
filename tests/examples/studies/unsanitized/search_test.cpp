// ./run search, worker and study grid: from the command to the last line, and through every fault.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <actlab/core/io/json.h>
#include <actlab/studies/running/training_trial_spec.h>
#include <actlab/studies/store/store.h>
#include "tests/examples/program_run.h"
#include "tests/support/small_cifar.h"

using namespace actlab;
using namespace actlab::test;
using studies::Trial;
using studies::TrialState;
using studies::TrialStore;

namespace {

struct SearchFolder : Folder {
  SearchFolder() { write_small_cifar(path); }

  std::string store() const { return *this / "s.db"; }
  std::string common() const {
    return " --store " + store() + " --data-dir " + path.string() + " --workers 2 --threads 1 ";
  }
  std::string child() const { return " --validation 20 --batch-size 10 --augment off --lr 0.05 "; }
  std::string search(int trials = 12) const {
    return "search" + common() + child() +
           "--data cifar10 --model resnet8 --name s --steps 6,12 --ahead 2 "
           "--confirm 1 --confirm-seeds 2 --trials " +
           std::to_string(trials);
  }
};

Json last_line(const Run& result) {
  const std::string& text = result.output;
  const std::size_t begin = text.rfind('\n', text.size() - 2) + 1;
  return parse_json(text.substr(begin), "the last line");
}

// What was proposed and trained, in one text.
std::string history(const std::string& address) {
  TrialStore store = TrialStore::open(address, studies::Missing::refuse);
  std::string result;
  for (const studies::Study& study : store.studies()) {
    for (const auto& proposal : store.proposals(study.id)) {
      result +=
          text(proposal.number, ' ', proposal.tokens, ' ', proposal.trial.reward.value(), '\n');
    }
    for (const Trial& trial : store.trials(study.id)) {
      if (trial.rung > 0 || study.kind == "grid") {
        result += text(trial.formula, ' ', trial.seed, ' ', trial.reward.value(), '\n');
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("search: ends with one JSON object and the same command again only prints it") {
  const SearchFolder folder;
  const Run first = run(folder.search());
  REQUIRE_MESSAGE(first.code == 0, first.output);
  const Json found = last_line(first);
  CHECK(found.at("best_formula").get<std::string>() != "relu");
  CHECK(found.at("best_reward").get<double>() >= 0.0);
  CHECK(found.at("relu_reward").get<double>() >= 0.0);
  CHECK(found.at("seeds") == 2);
  const Run again = run(folder.search());
  CHECK(last_line(again) == found);
  const Run other = run(folder.search() + " --searcher random");
  CHECK(other.code == 2);
  CHECK(contains(other, "[search] 's' was started with other settings: "));
  CHECK(contains(run("study top --name s --store " + folder.store()), "rank  reward"));
  CHECK(contains(run("study parts --name s --store " + folder.store()), "among the best 50"));
  CHECK(contains(run("study parts --name 's confirmed' --store " + folder.store()),
                 "no result of a search's candidate"));
  CHECK(contains(run("study show --name s --store " + folder.store()), "waiting 0  running 0"));
  CHECK(contains(run("study list --store " + folder.store()), "s confirmed"));
}

TEST_CASE("search: killed again and again it ends as one undisturbed") {
  const SearchFolder whole, killed;
  REQUIRE(run(whole.search()).code == 0);
  for (const char* seconds : {"0.3", "0.9", "1.7", "1.2"}) {
    run_in_shell(std::string(ACTLAB_PROGRAMS) + "/" + killed.search() + " & sleep " + seconds +
                 "; kill -9 $!; wait");
  }
  const Run end = run(killed.search());
  REQUIRE_MESSAGE(end.code == 0, end.output);
  CHECK(history(killed.store()) == history(whole.store()));
}

TEST_CASE("search: a second one of the same name is refused with a sentence") {
  const SearchFolder folder;
  const std::string program = std::string(ACTLAB_PROGRAMS) + "/";
  const std::string long_search = folder.search(500);
  const Run both = run_in_shell(program + long_search + " >/dev/null & sleep 2; " + program +
                                long_search + "; echo code $?; kill -TERM $!; wait");
  CHECK(contains(both, "[search] 's' is being run by "));
  CHECK(contains(both, "stop that one first, or choose another --name"));
  CHECK(contains(both, "code 2"));
}

TEST_CASE("search: a store that is none is an error in one sentence") {
  const SearchFolder folder;
  std::ofstream(folder.store()) << std::string(8192, 'x');
  const Run foreign = run(folder.search());
  CHECK(foreign.code == 1);
  CHECK(foreign.output.starts_with("error: [store] "));
  CHECK(std::ranges::count(foreign.output, '\n') == 1);
  CHECK(run("search --store /proc/none/s.db").code == 1);
  CHECK(run("worker --store " + folder / "none.db").code != 0);
  CHECK(run("study list --store " + folder / "none.db").code != 0);
  CHECK(run("search --preset smok").code == 2);
}

TEST_CASE("search: verify trains the best beside relu and swish and writes tables") {
  const SearchFolder folder;
  REQUIRE(run(folder.search()).code == 0);
  const Run verified =
      run("search verify --top 2 --name s --models resnet8 --data cifar10 --steps 5 --seeds 2 "
          "--batch-size 10 --validation 0 --evaluate on --output " +
          folder / "v" + folder.common());
  REQUIRE_MESSAGE(verified.code == 0, verified.output);
  CHECK(
      contains(verified, "Accuracy on the test images of cifar10 in per cent, median of 2 seeds"));
  CHECK(contains(verified, "| `swish` |"));
  CHECK(read(folder / "v.md").starts_with("Accuracy on the test images"));
  CHECK(std::ranges::count(read(folder / "v.csv"), '\n') == 5);
}

TEST_CASE("study grid: formulas with commas are one and mistakes are refused") {
  const SearchFolder folder;
  const Run grid =
      run("study grid --activations 'relu,max(x, x^2),a * x + b where a = 1, b = 0.5' --models "
          "resnet8 --seeds 1 "
          "--steps 3 --data cifar10" +
          folder.child() + folder.common());
  REQUIRE_MESSAGE(grid.code == 0, grid.output);
  CHECK(contains(grid, "| `max(x, x^2)` |"));
  CHECK(contains(grid, "| `a * x + b where a = 1, b = 0.5` |"));
  CHECK(run("study grid --activations reluu --store " + folder.store()).code == 2);
  CHECK(run("study grid --models resnet9 --store " + folder.store()).code == 2);
}

TEST_CASE("worker: a child that wants more memory than it may have fails and says so") {
  const SearchFolder folder;
  TrialStore store = TrialStore::open(folder.store());
  studies::TrainingTrialSpec spec;
  spec.config.data = "cifar10";
  spec.config.validation = 20;
  spec.config.evaluate = false;
  spec.config.batch_size = 40;
  studies::NewTrial trial;
  trial.formula = "relu";
  trial.budget = 2;
  for (const char* model : {"wrn28-10", "resnet8"}) {
    spec.config.model = trial.canonical_hash = model;
    trial.configuration = studies::to_json(spec);
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
  const Run worker = run_in_shell("timeout -s TERM 1 " + std::string(ACTLAB_PROGRAMS) +
                                  "/worker --store postgresql://nobody@127.0.0.1:1/none");
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
  const Run worker = run_in_shell("ulimit -f 0; timeout -s TERM 2 " + std::string(ACTLAB_PROGRAMS) +
                                  "/worker --until-empty --store " + folder.store());
  CHECK(contains(worker, "; trying again in "));
  CHECK(worker.code == 124);  // it was asked to end after two seconds, and had not before
  CHECK(store.trials(study).front().state == TrialState::waiting);
}

TEST_CASE("study grid: without workers of its own it waits for others until it is stopped") {
  const SearchFolder folder;
  const std::string output = (folder.path / "output").string();
  // Asked to end once it waits, however long a busy machine takes to get there.
  const Run grid = run_in_shell(
      "timeout 60 " + std::string(ACTLAB_PROGRAMS) + "/study grid --workers 0 --store " +
      folder.store() + " > " + output + " 2>&1 & until grep -q 'waiting 6' " + output +
      " || ! kill -0 $!; do sleep 0.05; done; kill -TERM $!; wait $!; code=$?; cat " + output +
      "; exit $code");
  CHECK(contains(grid, "grid  waiting 6  running 0"));
  CHECK(contains(grid, "interrupted; the same command continues"));
  CHECK(grid.code == 130);  // its own: interrupted
}
