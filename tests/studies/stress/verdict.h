// Whether a queue kept its promises: every job one right result, none lost, none reported twice,
// and no worker that met a lock it could not have.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <actlab/studies/store/store.h>

namespace actlab::studies::test {

struct Verdict {
  std::int64_t kills = 0, stops = 0;
  std::int64_t results = 0;    // in the store
  std::int64_t reports = 0;    // in the workers' logs; fewer by those killed before they wrote
  std::int64_t discarded = 0;  // late results that were refused
  std::int64_t losses = 0;     // leases lost
  std::vector<std::string> complaints;

  void complain(std::string what) { complaints.push_back(std::move(what)); }
};

// What job `number` must be answered with, and whether it writes a metric.
inline double expected_reward(std::int64_t number) { return static_cast<double>(number) / 3.0; }
inline bool records_metric(std::int64_t number) { return number % 10 == 0; }

void judge_results(TrialStore& store, std::int64_t study, std::int64_t jobs, Verdict& verdict);
void judge_logs(const std::filesystem::path& folder, Verdict& verdict);
std::string summary(const Verdict& verdict, double seconds);  // one JSON object

}  // namespace actlab::studies::test
