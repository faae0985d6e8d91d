#include <actlab/search/driver.h>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include <actlab/core/io/json.h>
#include <actlab/search/canonical.h>
#include <actlab/search/study_table.h>
#include <actlab/studies/store/local_machine.h>
#include <actlab/studies/store/sqlite_store.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/table.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::search;
using actlab::test::contains;
using actlab::test::error_text;
using actlab::test::usage_error_text;
using studies::TrialState;
using studies::TrialStore;

namespace {

SearchPlan small_plan(const std::string& searcher = "evolution") {
  SearchPlan plan{tasks::ImageClassificationConfig()};
  plan.space.unary = {"identity", "sin", "tanh", "beta", "sqrt"};
  plan.space.binary = {"add", "min", "max"};
  plan.searcher = searcher;
  if (searcher == "evolution") plan.options.settings = R"({"population": 4, "sample": 2})";
  if (searcher == "rnn") plan.options.settings = R"({"units": 8, "embedding": 8})";
  plan.options.batch = 2;
  plan.options.ahead = 3;
  plan.trials = 13;
  plan.child.config->validation = 100;
  plan.rungs.budgets = {10};
  return plan;
}

// A reward that anybody would find again.
double reward_of(const studies::Trial& trial) {
  double sum = 0.0;
  for (const char c : trial.canonical_hash) sum = 0.9 * sum + 0.01 * static_cast<double>(c % 7);
  return 0.1 + sum + 1e-5 * static_cast<double>(trial.budget);
}

// Does what workers would, newest trial first: the order of arrival must not matter.
void train_all(TrialStore& store) {
  std::vector<studies::Trial> claimed;
  while (const auto trial = store.claim("w")) claimed.push_back(*trial);
  std::ranges::reverse(claimed);
  for (const studies::Trial& trial : claimed) {
    store.set_checkpoint(trial.lease(), "checkpoint of " + trial.canonical_hash);
    store.finish(trial.lease(), {.reward = reward_of(trial)});
  }
}

void run_search(TrialStore& store, const SearchPlan& plan, TrialStore& workers) {
  const studies::Study study = open_search(store, "s", plan, tasks::table());
  SearchDriver driver(store, study, plan);
  while (!driver.finished()) {
    driver.advance();
    train_all(workers);
  }
}

// All that two searches must have in common to be the same.
std::string essence(TrialStore& store) {
  const std::int64_t study = store.get_study("s").id;
  Json json;
  for (const auto& proposal : store.proposals(study)) {
    json["proposals"].push_back({proposal.number, proposal.tokens, proposal.trial.formula,
                                 proposal.trial.canonical_hash, proposal.trial.reward.value()});
  }
  for (const auto& trial : store.trials(study)) {
    json["trials"].push_back({trial.rung, trial.formula, trial.budget, trial.checkpoint});
  }
  const studies::ControllerState state = store.controller(study).value();
  std::string bytes = text(state.update, ' ', state.consumed, ' ', state.baseline);
  return bytes + state.weights + state.optimizer + state.random_state + json.dump();
}

// A process that dies at its n-th word to the database.
class DyingDatabase : public studies::Database {
 public:
  DyingDatabase(std::unique_ptr<Database> database, int words)
      : database_(std::move(database)), words_(words) {}
  const studies::Dialect& dialect() const override { return database_->dialect(); }
  std::string name() const override { return database_->name(); }
  void begin(Access access) override {
    live();
    database_->begin(access);
  }
  void commit() override {
    live();
    database_->commit();
    live();
  }
  void rollback() noexcept override { database_->rollback(); }
  std::vector<studies::Row> execute(const std::string& sql,
                                    const std::vector<studies::Value>& values) override {
    live();
    return database_->execute(sql, values);
  }
  std::int64_t schema_version() override { return database_->schema_version(); }
  void set_schema_version(std::int64_t version) override { database_->set_schema_version(version); }

 private:
  void live() {
    if (words_-- <= 0) throw Error("killed");
  }
  std::unique_ptr<Database> database_;
  int words_;
};

// Without waiting for the disk: processes die here, machines do not.
std::unique_ptr<studies::Database> quick_database(const std::string& address) {
  auto database = studies::open_sqlite_store(address, studies::Missing::create);
  { const studies::Transaction connected(*database, studies::Database::Access::read); }
  database->execute("pragma synchronous = off");
  return database;
}

TrialStore quick_store(const std::string& address) {
  return {quick_database(address), studies::Missing::create};
}

TrialStore dying_store(const std::string& address, int words) {
  return {std::make_unique<DyingDatabase>(quick_database(address), words),
          studies::Missing::create};
}

// Runs the search in processes that die after ever so many words; how often they died.
int run_dying(const SearchPlan& plan, const std::string& address, int words) {
  TrialStore workers = quick_store(address);
  for (int deaths = 0;; ++deaths) {
    try {
      // a later process lives a little longer, so that the search comes to its end
      TrialStore store = dying_store(address, words + 7 * deaths);
      run_search(store, plan, workers);
      return deaths;
    } catch (const Error& error) {
      REQUIRE(std::string(error.what()) == "killed");
    }
  }
}

std::string undisturbed(const SearchPlan& plan) {
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("s.db"));
  run_search(store, plan, store);
  return essence(store);
}

}  // namespace

TEST_CASE("driver: a search killed anywhere continues with the same proposals and weights") {
  for (const char* searcher : {"evolution", "rnn", "random"}) {
    SearchPlan plan = small_plan(searcher);
    const std::string expected = undisturbed(plan);
    const actlab::test::TemporaryFolder folder;
    int deaths = 0;
    for (int words = 20; words < 60; words += 4) {
      const std::string address = folder.file(text(searcher, words, ".db"));
      deaths += run_dying(plan, address, words);
      TrialStore store = quick_store(address);
      CHECK(essence(store) == expected);
    }
    CHECK(deaths > 30);
  }
}

TEST_CASE("driver: rungs killed anywhere promote the same trials") {
  SearchPlan plan = small_plan();
  plan.trials = 40;
  plan.rungs = {{10, 40, 160}, 4};
  const auto trials_of = [&](const std::string& address) {
    TrialStore store = quick_store(address);
    std::vector<std::string> result;
    for (const auto& trial : store.trials(store.get_study("s").id)) {
      result.push_back(text(trial.budget, ' ', trial.formula, ' ', trial.rung));
    }
    std::ranges::sort(result);
    return result;
  };
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("whole.db"));
  run_search(store, plan, store);
  const std::vector<std::string> expected = trials_of(folder.file("whole.db"));
  CHECK(std::ranges::count_if(
            expected, [](const std::string& trial) { return trial.starts_with("160 "); }) >= 1);
  CHECK(run_dying(plan, folder.file("killed.db"), 30) > 5);
  CHECK(trials_of(folder.file("killed.db")) == expected);
}

TEST_CASE("driver: proposals end at the number of trials and more of them continue the search") {
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("s.db"));
  SearchPlan plan = small_plan();
  run_search(store, plan, store);
  CHECK(store.proposals(1).size() == 13);
  plan.trials = 30;
  run_search(store, plan, store);
  CHECK(store.proposals(1).size() == 30);
  TrialStore at_once = quick_store(folder.file("at once.db"));
  run_search(at_once, plan, at_once);
  CHECK(essence(store) == essence(at_once));
}

TEST_CASE("driver: a space that is used up ends the search") {
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("s.db"));
  SearchPlan plan = small_plan("exhaustive");
  plan.trials = 1000;
  run_search(store, plan, store);
  const Space space(plan.space);
  std::set<Candidate> different;
  for (std::int64_t i = 0; i < space.count(); ++i) different.insert(canonical(space, space.at(i)));
  CHECK(store.proposals(1).size() == different.size());
}

TEST_CASE("driver: what is refused is answered without training and equal functions are one") {
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("s.db"));
  SearchPlan plan = small_plan("exhaustive");
  plan.trials = 1000;
  run_search(store, plan, store);
  const auto trials = store.trials(1);
  CHECK(trials.size() < store.proposals(1).size());
  std::int64_t refused = 0;
  for (const auto& trial : trials) {
    if (!trial.error.starts_with("refused before training: ")) continue;
    ++refused;
    CHECK(trial.reward == 0.0);
    CHECK(trial.lease_token == 0);
    const bool nan = contains(trial.formula, "sqrt");
    CHECK(trial.outcome == (nan ? studies::Outcome::diverged : studies::Outcome::constant));
  }
  CHECK(refused > 10);
}

TEST_CASE("driver: the hopeless are trained unless the plan refuses them") {
  SearchPlan plan = small_plan("exhaustive");
  plan.space.unary = {"identity", "tanh", "cube"};
  plan.space.binary = {"divide", "add"};
  plan.trials = 1000;
  std::set<std::string> trained;
  for (const bool refuse : {false, true}) {
    const actlab::test::TemporaryFolder folder;
    TrialStore store = quick_store(folder.file("s.db"));
    plan.refuse_hopeless = refuse;
    run_search(store, plan, store);
    for (const auto& trial : store.trials(1)) {
      if (!refuse && trial.lease_token > 0) trained.insert(trial.formula);
      if (!contains(trial.error, "refused before training: hopeless, each layer")) continue;
      CHECK(refuse);
      CHECK(trial.lease_token == 0);
      CHECK(trained.erase(trial.formula) == 1);
    }
  }
  CHECK(trained.contains("x + tanh(x)"));
  CHECK(!trained.contains("x / (x^3 + 1e-07)"));
}

TEST_CASE("driver: a second process on one search is refused and a dead one waited for") {
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("s.db"));
  const SearchPlan plan = small_plan();
  const studies::Study study = open_search(store, "s", plan, tasks::table());
  const DriverOptions quick{.lease_seconds = 0.3, .poll_seconds = 0.02};
  store.claim_driver(study.id, "dead-1", 0.2);
  std::string said;
  {
    const SearchDriver driver(
        store, study, plan, [&](const auto& line) { said = line; }, quick);
    CHECK(contains(said, "to see whether dead-1 still runs this search"));
  }
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  std::string here = studies::process_name();
  here = here.substr(0, here.rfind('-'));
  CHECK(studies::is_dead_process(text(here, "-", child)));
  CHECK(!studies::is_dead_process(studies::process_name()));
  CHECK(!studies::is_dead_process(text("elsewhere-", child)));
  store.claim_driver(study.id, text(here, "-", child), 1000.0);
  { const SearchDriver at_once(store, study, plan, {}, quick); }
  std::atomic<bool> alive = true;
  const std::int64_t token = store.claim_driver(study.id, "alive-2", 0.3).token;
  std::thread other([&] {
    while (alive) {
      store.renew_driver(study.id, token, 0.3);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  const std::string refused =
      usage_error_text([&] { SearchDriver(store, study, plan, {}, quick); });
  alive = false;
  other.join();
  CHECK(refused ==
        "[search] 's' is being run by alive-2 now: stop that one first, or choose another --name");
}

TEST_CASE("driver: one that was stopped while another took over ends") {
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("s.db"));
  const SearchPlan plan = small_plan();
  const studies::Study study = open_search(store, "s", plan, tasks::table());
  SearchDriver driver(store, study, plan, {}, {.lease_seconds = 0.0, .poll_seconds = 0.0});
  CHECK(store.claim_driver(study.id, "other-1", 10.0).granted);
  CHECK(error_text([&] { driver.advance(); }) ==
        "[search] another process has taken over 's' while this one was stopped");
}

TEST_CASE("driver: a search in which nothing can be trained ends with the reason") {
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("s.db"));
  const SearchPlan plan = small_plan();
  const studies::Study study = open_search(store, "s", plan, tasks::table());
  SearchDriver driver(store, study, plan);
  for (int i = 0; i < 9; ++i) {
    if (const auto trial = store.claim("w")) store.fail(trial->lease(), "no data");
  }
  const std::string message = error_text([&] {
    for (int i = 0; i < 9; ++i) driver.advance();
  });
  CHECK(contains(message, "[search] no training works: 3 trials failed and none ended"));
  CHECK(contains(message, "no data"));
}

TEST_CASE("search plan: it is read back and other settings are refused by name") {
  SearchPlan plan = small_plan();
  plan.rungs = {{5, 50}, 3};
  CHECK(to_json(parse_plan(to_json(plan), "x", tasks::table())) == to_json(plan));
  SearchPlan other = plan;
  other.trials = 99;
  CHECK_NOTHROW(require_same_search(plan, other, "s"));
  other.child.config->batch_size = 7;
  CHECK(usage_error_text([&] { require_same_search(plan, other, "s"); }) ==
        "[search] 's' was started with other settings: child.config.batch_size was 128, is 7; "
        "leave those flags out to continue it, or choose another --name");
  CHECK(contains(usage_error_text([] { parse_plan("{}", "study 's'", tasks::table()); }),
                 "[search] study 's' is no search's configuration"));
  other.child.config->validation = 0;
  CHECK(contains(usage_error_text([&] { check(other); }), "--validation must be at least 1"));
  other.child_seed = -1;
  CHECK(contains(usage_error_text([&] { check(other); }),
                 "--child-seed must lie between 0 and 9007199254740991, got -1"));
  other.child_seed = 0;
  other.searcher = "luck";
  CHECK(contains(usage_error_text([&] { check(other); }), "luck"));
}

TEST_CASE("study table: an exhaustive search that has ended is a table of what it trained") {
  const actlab::test::TemporaryFolder folder;
  TrialStore store = quick_store(folder.file("s.db"));
  SearchPlan plan = small_plan("exhaustive");
  plan.space.unary = {"identity", "sin", "sqrt"};
  plan.trials = 5;
  run_search(store, plan, store);
  const std::string too_early =
      usage_error_text([&] { table_of_study(store, store.get_study("s"), tasks::table()); });
  CHECK(contains(too_early, "has not proposed "));
  CHECK(contains(too_early, " yet: a table is made of an exhaustive search that has ended"));
  plan.trials = 27;
  run_search(store, plan, store);
  const RewardTable table = table_of_study(store, store.get_study("s"), tasks::table());
  // sqrt(x) is NaN below 0: refused. x + x, x + sin(x) and so on, but min(x, x) is x
  CHECK(table.rows.size() == 7);
  CHECK(RewardTable::parse(table.to_csv(), "t").to_csv() == table.to_csv());
  for (const TableRow& row : table.rows) CHECK(row.reward > 0.1);
  const RewardTable part = table_of_study(store, store.get_study("s"), tasks::table(), {"sin"});
  CHECK(part.space.count() == 3);
  CHECK(part.rows.size() == 2);  // sin(x) + sin(x), and sin(x)
  CHECK(contains(usage_error_text(
                     [&] { table_of_study(store, store.get_study("s"), tasks::table(), {"cos"}); }),
                 "the search has no unary function 'cos'"));
}
