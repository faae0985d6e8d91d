// ./run search-benchmark: searchers compared on a table of rewards, without training.
//
// Every searcher searches the table with many seeds; what it has missed after so many trials (its
// regret) is compared with that of random search, seed by seed.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>
#include <actlab/search/study_table.h>
#include <actlab/search/tabular.h>
#include <actlab/tasks/table.h>
#include "examples/program.h"
#include "examples/search_benchmark_figure.h"
#include "examples/study_flags.h"
#include "examples/threads.h"

namespace {

using namespace actlab;
using namespace actlab::search;

struct Options {
  std::string table;
  std::string from_study;
  std::vector<std::string> unary;
  std::int64_t trials = 300;
  std::int64_t seeds = 100;
  std::string output;
  std::string figure;
  bool surrogate = false;
  std::vector<std::string> searchers;
  int threads = 0;
};

// What --from-study asks for.
void write_table(const StoreFlag& store_flag, const Options& options) {
  if (options.table.empty()) {
    throw UsageError("[table] --from-study writes a table: say where with --table FILE");
  }
  const training::InterruptGuard guard;
  studies::TrialStore store = store_flag.open(studies::Missing::refuse, guard);
  const RewardTable table =
      table_of_study(store, store.get_study(options.from_study), tasks::table(), options.unary);
  write_file(options.table, table.to_csv());
}

struct Line {
  std::string label;
  Contestant contestant;
};

// "rnn" or "rnn {"lr": 0.01}".
Contestant contestant(const std::string& given) {
  const std::size_t end = given.find(' ');
  return {given.substr(0, end), {.settings = end == given.npos ? "" : given.substr(end + 1)}};
}

// Random search first: the others are compared with it.
std::vector<Line> contestants(bool surrogate, const std::vector<std::string>& given) {
  const std::string paper = R"({"preset": "paper"})";
  std::vector<Line> lines{{"random", {"random", {}}}};
  for (const std::string& searcher : given) lines.push_back({searcher, contestant(searcher)});
  if (given.empty()) {
    for (const std::string name : {"evolution", "rnn"}) {
      lines.push_back({name, {name, {}}});
      lines.push_back({name + ", paper", {name, {.settings = paper}}});
    }
  }
  if (surrogate) lines.push_back({"surrogate+random", {"surrogate+random", {}}});
  return lines;
}

// What the runs of one searcher say.
struct Result {
  std::string label;
  std::vector<RegretSummary> after;  // a third, two thirds and all of the trials
  double total = 0.0;                // median over the seeds of the mean regret
  studies::SignTest beats_random;    // in mean regret
  double proposals = 0.0;            // mean number of them
  const Runs* runs = nullptr;
};

std::vector<std::int64_t> thirds(std::int64_t trials) {
  return {std::max<std::int64_t>(1, trials / 3), std::max<std::int64_t>(1, 2 * trials / 3), trials};
}

Result summarise(const std::string& label, const Runs& runs, const Runs& random) {
  Result result{.label = label, .after = {}, .beats_random = {}, .runs = &runs};
  for (const std::int64_t trials : thirds(std::ssize(runs.at(0).regret))) {
    result.after.push_back(regret_after(runs, trials));
  }
  const std::vector<double> total = total_regret(runs);
  result.total = studies::median(total);
  // what is larger wins, and that shall be who regrets less
  result.beats_random = studies::sign_test(total_regret(random), total);
  for (const TabularRun& run : runs) {
    result.proposals += static_cast<double>(run.reward.size()) / static_cast<double>(runs.size());
  }
  return result;
}

void print_table(const std::vector<Result>& results, std::int64_t trials) {
  std::printf("median regret and its 95 %% interval after so many trials; mean regret over all\n");
  std::printf("trials, and how many seeds have less of it than random search\n\n");
  std::printf("%-20s", "searcher");
  for (const std::int64_t t : thirds(trials)) std::printf("%-26lld", static_cast<long long>(t));
  std::printf("%-8s %-22s %s\n", "mean", "beats random", "proposals");
  for (const Result& r : results) {
    std::printf("%-20s", r.label.c_str());
    for (const RegretSummary& s : r.after) {
      std::printf("%.4f [%.4f, %.4f]   ", s.median, s.interval.low, s.interval.high);
    }
    std::string wins;
    if (r.label != "random") {
      wins = text(r.beats_random.wins, " of ", r.beats_random.wins + r.beats_random.losses,
                  formatted(", p = %.2g", r.beats_random.p_value));
    }
    std::printf("%.4f   %-22s %.0f\n", r.total, wins.c_str(), r.proposals);
  }
}

Json to_json(const Result& result, std::int64_t trials, const Contestant& contestant) {
  Json after = Json::array();
  const std::vector<std::int64_t> at = thirds(trials);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const RegretSummary& summary = result.after[i];
    after.push_back({{"trials", at[i]},
                     {"median", summary.median},
                     {"low", summary.interval.low},
                     {"high", summary.interval.high}});
  }
  return {{"label", result.label},
          {"searcher", contestant.name},
          {"settings", contestant.options.settings},
          {"regret_after", std::move(after)},
          {"mean_regret", total_regret(*result.runs)},
          {"wins", result.beats_random.wins},
          {"losses", result.beats_random.losses},
          {"p_value", result.beats_random.p_value},
          {"proposals", result.proposals},
          {"median_regret_curve", median_regret_curve(*result.runs)},
          {"reward_curve", reward_curve(*result.runs)}};
}

void write_json(const Options& options, const TabularProblem& problem, const std::string& table,
                const std::vector<Result>& results, const std::vector<Contestant>& contestants) {
  Json searchers = Json::array();
  for (std::size_t i = 0; i < results.size(); ++i) {
    searchers.push_back(to_json(results[i], options.trials, contestants[i]));
  }
  const Json json{{"table", table},
                  {"functions", problem.functions()},
                  {"best_reward", problem.best()},
                  {"trials", options.trials},
                  {"seeds", options.seeds},
                  {"searchers", std::move(searchers)}};
  write_file(options.output, json.dump() + "\n");
  std::printf("\nwritten to %s\n", options.output.c_str());
}

void write_figure(const std::string& path, const std::string& table,
                  const std::vector<Result>& results) {
  std::vector<SearcherRuns> searchers;
  for (const Result& result : results) searchers.push_back({result.label, result.runs});
  const std::string title =
      text("searchers on the table ", table, ", ", results[0].runs->size(), " seeds");
  write_file(path, search_benchmark_figure(title, searchers));
  std::printf("\nwritten to %s\n", path.c_str());
}

void run(const Options& options, const StoreFlag& store) {
  use_threads(options.threads, std::cerr);
  if (!options.from_study.empty()) write_table(store, options);
  const RewardTable table =
      options.table.empty() ? synthetic_table(Space()) : RewardTable::read(options.table);
  const TabularProblem problem(table);
  const std::string name = options.table.empty() ? "synthetic" : options.table;
  std::printf("table %s: %lld functions, best reward %.4f; %lld seeds\n\n", name.c_str(),
              static_cast<long long>(table.rows.size()), problem.best(),
              static_cast<long long>(options.seeds));
  std::fflush(stdout);

  const std::vector<Line> lines = contestants(options.surrogate, options.searchers);
  std::vector<Contestant> competing;
  for (const Line& line : lines) competing.push_back(line.contestant);
  const std::vector<Runs> runs = run_contest(problem, competing, options.trials, options.seeds);
  std::vector<Result> results;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    results.push_back(summarise(lines[i].label, runs[i], runs[0]));
  }
  print_table(results, options.trials);
  if (!options.figure.empty()) write_figure(options.figure, name, results);
  if (!options.output.empty()) write_json(options, problem, name, results, competing);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Compares searchers on a table of rewards, without training.",
               "./run search-benchmark"};
  app.footer("Example: ./run search-benchmark --trials 100 --seeds 20");
  app.add_option("--table", options.table,
                 "rewards as CSV (search/tabular.h); without it, a synthetic table")
      ->type_name("FILE");
  app.add_option("--from-study", options.from_study,
                 "write --table first, from an exhaustive search of --store that has ended")
      ->type_name("NAME");
  app.add_option("--unary", options.unary,
                 "of --from-study only what these unary functions make: a search under way will do "
                 "that has tried all of it")
      ->delimiter(',')
      ->type_name("NAME,NAME");
  const StoreFlag store(app);
  app.add_option("--trials", options.trials, "trainings that each search may pay for")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  app.add_option("--seeds", options.seeds, "searches of each searcher")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  app.add_option("--output", options.output, "write curves and summaries as JSON")
      ->type_name("FILE");
  app.add_option("--figure", options.figure, "draw the curves as SVG")->type_name("FILE");
  app.add_flag("--surrogate", options.surrogate,
               "random search through a surrogate as well (slow)");
  app.add_option("--searcher", options.searchers,
                 "compare this one with random search, instead of all: a name, or a name and its "
                 "settings as JSON; may be given several times")
      ->type_name("'NAME {...}'");
  app.add_option("--threads", options.threads, "default: all cores")->check(CLI::Range(1, 1024));
  return run_program(app, argc, argv, [&] { run(options, store); });
}
