#include "tests/studies/stress/verdict.h"

#include <fstream>
#include <set>

#include <actlab/core/base/error.h>
#include "tests/support/error_text.h"

namespace actlab::studies::test {

using actlab::test::contains;

void judge_results(TrialStore& store, std::int64_t study, std::int64_t jobs, Verdict& verdict) {
  std::set<std::int64_t> numbers;
  for (const Trial& trial : store.trials(study)) {
    numbers.insert(trial.number);
    verdict.losses += trial.lease_token - 1;
    const bool right = trial.state == TrialState::complete && trial.outcome == Outcome::ok &&
                       trial.reward == expected_reward(trial.number) && trial.attempt == 0;
    if (right) {
      ++verdict.results;
    } else {
      verdict.complain(text("job ", trial.number, " is ", to_text(trial.state), " after ",
                            trial.attempt, " attempts ", trial.error));
    }
    if (!records_metric(trial.number)) continue;
    const std::vector<Metric> metrics = store.metrics(trial.id);
    if (metrics.size() != 1 || metrics[0].value != static_cast<double>(trial.number)) {
      verdict.complain(text("job ", trial.number, " has ", metrics.size(), " metrics"));
    }
  }
  if (static_cast<std::int64_t>(numbers.size()) != jobs) {
    verdict.complain(text(jobs, " jobs were given, ", numbers.size(), " are there"));
  }
}

void judge_logs(const std::filesystem::path& folder, Verdict& verdict) {
  std::set<std::string> reported;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream log(entry.path());
    for (std::string line; std::getline(log, line);) {
      const std::size_t id = line.find("] trial ");
      if (contains(line, ": ok, reward ")) {
        ++verdict.reports;
        const bool first = reported.insert(line.substr(id, line.find(" (") - id)).second;
        if (!first) verdict.complain("a second result was taken: " + line);
      } else if (contains(line, "is discarded")) {
        ++verdict.discarded;
      } else if (!contains(line, "] ends: ") && !contains(line, "goes back to waiting")) {
        verdict.complain(text(entry.path().filename().string(), ": ", line));
      }
    }
  }
}

std::string summary(const Verdict& verdict, double seconds) {
  return text("{\"results\": ", verdict.results, ", \"kills\": ", verdict.kills,
              ", \"stops\": ", verdict.stops, ", \"leases_lost\": ", verdict.losses,
              ", \"late_results_refused\": ", verdict.discarded,
              ", \"reported\": ", verdict.reports, ", \"seconds\": ", seconds,
              ", \"complaints\": ", verdict.complaints.size(), "}");
}

}  // namespace actlab::studies::test
