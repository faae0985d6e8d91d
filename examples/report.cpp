// ./run report RUN [RUN ...]: what happened inside the networks of training runs, as one HTML page
// (dynamics/report/training_report.h).
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/report/training_report.h>
#include <actlab/training/interrupt.h>
#include <actlab/training/run_lock.h>
#include "examples/output_guard.h"
#include "examples/program.h"

namespace {

using namespace actlab;
namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> runs;
  std::string output = "report.html";
  int watch = 0;  // seconds between two looks at the runs; 0: one page, and done
};

std::vector<dynamics::ReportedRun> read_runs(const Options& options) {
  std::vector<dynamics::ReportedRun> runs;
  for (const std::string& folder : options.runs) {
    runs.push_back(dynamics::read_reported_run(folder));
  }
  return runs;
}

// `refresh`: seconds after which an open page loads itself anew.
void write_page(const Options& options, std::vector<dynamics::ReportedRun> runs, int refresh) {
  write_file(options.output,
             dynamics::training_report({.runs = std::move(runs), .refresh = refresh}));
}

void print_remarks(const std::vector<dynamics::ReportedRun>& runs) {
  for (const dynamics::ReportedRun& run : runs) {
    for (const std::string& remark : dynamics::remarks_of(run)) {
      std::cout << "note: " << run.run.path << ": " << remark << '\n';
    }
  }
}

int write_once(const Options& options) {
  std::vector<dynamics::ReportedRun> runs = read_runs(options);
  print_remarks(runs);
  write_page(options, std::move(runs), 0);
  std::cout << "wrote " << options.output << '\n';
  return 0;
}

fs::path folder_of(const std::string& run) {
  const fs::path path(run);
  if (fs::is_directory(path)) return path;
  return path.has_parent_path() ? path.parent_path() : ".";
}

// Nobody has its lock; where there is none, nobody knows.
bool let_go(const std::string& run) {
  return !training::is_locked(folder_of(run).string()).value_or(true);
}

// When each file of the runs was last written.
std::map<fs::path, fs::file_time_type> times_of(const std::vector<std::string>& runs) {
  std::map<fs::path, fs::file_time_type> times;
  for (const std::string& run : runs) {
    const fs::path folder = folder_of(run);
    for (const char* name :
         {"config.json", "metrics.jsonl", "dynamics.jsonl", "result.json", "divergence.json"}) {
      std::error_code absent;
      const auto time = fs::last_write_time(folder / name, absent);
      if (!absent) times[folder / name] = time;
    }
  }
  return times;
}

// None goes on: it has finished, or whoever trained it is gone.
bool all_ended(const std::vector<dynamics::ReportedRun>& runs) {
  return std::ranges::all_of(runs, [](const dynamics::ReportedRun& run) {
    return run.run.state == training::RunState::finished || run.run.stopped;
  });
}

bool any_ends(const std::vector<dynamics::ReportedRun>& runs) {
  return std::ranges::any_of(runs, [](const dynamics::ReportedRun& run) {
    const bool went_on = run.run.state == training::RunState::unfinished && !run.run.stopped;
    return went_on && let_go(run.run.path);
  });
}

// A run that has begun, but has nothing to show yet.
bool only_begun(const std::string& run) {
  const fs::path folder(run);
  std::error_code absent;
  const auto size = fs::file_size(folder / "metrics.jsonl", absent);
  return fs::exists(folder / "config.json") && (absent || size == 0);
}

void wait_for_records(const Options& options, const training::InterruptGuard& guard) {
  for (const std::string& run : options.runs) {
    if (only_begun(run) && !let_go(run))
      std::cout << "waiting for the first record of " << run << std::endl;
    while (only_begun(run) && !let_go(run) && !guard.interrupted()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
}

// Until all runs have ended, or Ctrl-C; the page that then stays does not load itself anew.
int keep_writing(const Options& options) {
  const training::InterruptGuard guard;
  wait_for_records(options, guard);
  if (guard.interrupted()) return training::kInterruptedExitCode;
  auto times = times_of(options.runs);
  std::vector<dynamics::ReportedRun> runs = read_runs(options);
  write_page(options, runs, options.watch);
  std::cout << "wrote " << options.output << "; again whenever the runs write, until Ctrl-C"
            << std::endl;
  auto next = std::chrono::steady_clock::now();
  while (!guard.interrupted() && !all_ended(runs)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    if (std::chrono::steady_clock::now() < next) continue;
    next += std::chrono::seconds(options.watch);
    if (times_of(options.runs) == times && !any_ends(runs)) continue;
    times = times_of(options.runs);
    runs = read_runs(options);
    write_page(options, runs, options.watch);
  }
  runs = read_runs(options);
  print_remarks(runs);
  write_page(options, std::move(runs), 0);
  std::cout << "wrote " << options.output << " for the last time\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Shows what happened inside the networks of training runs, side by side, as one "
      "HTML page that opens without a network.",
      "./run report"};
  app.footer(
      "Example: ./run train --probe every=100 --activation swish --output runs/swish\n"
      "         ./run report runs/relu runs/swish --output compared.html");
  app.add_option("run", options.runs, "folders that ./run train wrote")->required();
  app.add_option("--output", options.output, "the page")->capture_default_str();
  app.add_option("--watch", options.watch,
                 "write the page anew while the runs go on, looking every so many seconds; "
                 "without a number: 10")
      ->expected(0, 1)
      ->default_str("10")
      ->check(CLI::Range(1, 86400));
  return run_program(app, argc, argv, [&] {
    refuse_run_file_as_output(options.output, options.runs);
    return app.count("--watch") > 0 ? keep_writing(options) : write_once(options);
  });
}
