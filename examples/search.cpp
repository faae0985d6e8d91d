// ./run search: finds activation functions, alone on a laptop or with many workers.
//
// A searcher proposes candidates, workers train a network with each of them, the searcher learns
// from their accuracies. All of it stands in a store: the same command again continues a search
// that was stopped or killed. At the end the best are confirmed on fresh seeds beside ReLU.
#include <csignal>
#include <iostream>
#include <optional>
#include <string>

#include <actlab/search/driver.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/table.h>
#include "examples/grid_flags.h"
#include "examples/program.h"
#include "examples/search_flags.h"
#include "examples/search_result.h"
#include "examples/study_flags.h"
#include "examples/study_loop.h"

namespace {

using namespace actlab;

struct Flags {
  std::string name;
  std::string preset = "smoke";
  std::optional<std::int64_t> confirm, confirm_seeds;
};

// The order in which settings count: the preset, the search that is continued, then the flags.
search::SearchPlan read_plan(studies::TrialStore& store, const std::string& name,
                             const SearchPreset& preset, const SearchFlags& flags) {
  search::SearchPlan plan = preset.plan;
  if (const std::optional<studies::Study> study = store.find_study(name)) {
    if (study->kind == "search") {
      plan = search::parse_plan(study->configuration, "study '" + name + "'", tasks::table());
    }
  }
  flags.apply(plan);
  return plan;
}

int run_search(const Flags& flags, const StoreFlag& store_flag, const SearchFlags& search_flags,
               const LocalWorkerFlags& workers) {
  const training::InterruptGuard guard;
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error that can be told
  SearchPreset preset = search_preset(flags.preset);
  const std::string name = flags.name.empty() ? flags.preset : flags.name;
  studies::require_study_name(name + " confirmed");
  if (!store_flag.may_exist()) {  // what cannot be is refused before a store is made
    search::SearchPlan plan = preset.plan;
    search_flags.apply(plan);
    search::check(plan);
  }
  studies::TrialStore store = store_flag.open(studies::Missing::create, guard);
  const search::SearchPlan plan = read_plan(store, name, preset, search_flags);
  const studies::Study study = search::open_search(store, name, plan, tasks::table());

  StudyLoop loop(store, study, guard);
  {
    search::SearchDriver driver(store, study, plan, loop.say());
    const auto processes = workers.start(store_flag.store, name, loop.say());
    loop.expect(plan.trials);
    loop.run(
        *processes, [&] { return driver.advance(); }, [&] { return driver.finished(); });
  }
  if (guard.interrupted()) {
    std::cout << "interrupted; the same command continues\n";
    return training::kInterruptedExitCode;
  }
  const Confirmation confirmation{flags.confirm.value_or(preset.confirm),
                                  flags.confirm_seeds.value_or(preset.confirm_seeds)};
  return report_search(store, study, plan, confirmation, store_flag, workers, guard);
}

// As the paper verified its finds: in larger networks, on all training images, on five seeds.
studies::Grid verify_defaults() {
  tasks::ImageClassificationConfig child;
  child.validation = 0;
  child.evaluate = true;
  return {.child = {child},
          .models = {"resnet56", "resnet164", "wrn16-4"},
          .data = {"cifar10", "cifar100"},
          .steps = 64000};
}

int verify(const std::string& name, std::int64_t top, const StoreFlag& store_flag,
           GridFlags& grid) {
  std::vector<std::string> activations;
  {
    const training::InterruptGuard guard;
    studies::TrialStore store = store_flag.open(studies::Missing::refuse, guard);
    for (const studies::Entry& best : best_entries(store, store.get_study(name), top)) {
      activations.push_back(best.formula);
    }
  }
  if (activations.empty()) {
    throw UsageError(text("[search] '", name, "' has found nothing yet that could be verified"));
  }
  activations.insert(activations.end(), {"relu", "swish"});
  return grid.run(store_flag, name + " verified", activations);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Searches for activation functions. The same command again continues a search.\n"
      "Example: ./run search --preset laptop --searcher rnn --units 2 --name night",
      "./run search");
  Flags flags;
  app.add_option("--name", flags.name, "of the search in the store")->default_str("the preset's");
  app.add_option("--preset", flags.preset, search_preset_list())->capture_default_str();
  StoreFlag store(app);
  const SearchFlags search_flags(app);
  const LocalWorkerFlags workers(app);
  app.add_option("--confirm", flags.confirm, "of the best, trained again beside relu; 0: none")
      ->default_str(text(search_preset("smoke").confirm))
      ->check(CLI::Range(0, 1000));
  app.add_option("--confirm-seeds", flags.confirm_seeds, "on so many fresh seeds")
      ->default_str(text(search_preset("smoke").confirm_seeds))
      ->check(CLI::Range(1, 1000));

  CLI::App* verify_command = app.add_subcommand(
      "verify",
      "trains a search's best in larger networks beside relu and swish: a table a data set");
  std::string verified;
  std::int64_t top = 10;
  verify_command->add_option("--name", verified, "of the search")->default_str("the preset's");
  verify_command->add_option("--top", top, "so many of its best")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  verify_command->add_option("--store", store.store)->capture_default_str();
  GridFlags grid(*verify_command, verify_defaults());
  return run_program(app, argc, argv, [&] {
    if (verify_command->parsed()) {
      return verify(verified.empty() ? flags.preset : verified, top, store, grid);
    }
    return run_search(flags, store, search_flags, workers);
  });
}
