// Kills and stops workers at random while they empty a queue, and looks whether every job has
// exactly one result.
//
//   queue_stress sqlite|postgresql WORKERS JOBS KILLS STOPS
//
// Workers are processes of their own with a lease of 1 s; a stopped one sleeps for longer than
// that. Prints one line of JSON; exit code 1 where a promise was broken, 77 without PostgreSQL.
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <string>

#include <actlab/core/base/random.h>
#include <actlab/studies/running/worker.h>
#include "tests/studies/postgres/postgres_server.h"
#include "tests/studies/stress/verdict.h"
#include "tests/studies/stress/worker_herd.h"

namespace actlab::studies::test {
namespace {

constexpr double kLeaseSeconds = 1.0;
constexpr double kLongestRun = 3600.0;

// One trivial job: a few milliseconds, and a metric now and then.
TrialResult run_job(const Trial& trial, TrialProgress& progress) {
  usleep(static_cast<useconds_t>(trial.number % 7 * 500));
  const Metric metric{1, "number", static_cast<double>(trial.number)};
  if (records_metric(trial.number)) progress.report(1, {&metric, 1});
  return {.reward = expected_reward(trial.number)};
}

int work(const std::string& address, const std::string& name, const std::string& log_path) {
  std::ofstream log(log_path, std::ios::app);
  const WorkerOptions options{
      .name = name, .rules = {.lease_seconds = kLeaseSeconds}, .poll_seconds = 0.1};
  try {
    run_worker(address, run_job, options, log);
    return 0;
  } catch (const std::exception& error) {
    log << "error: " << error.what() << std::endl;
    return 1;
  }
}

struct Plan {
  int workers;
  std::int64_t jobs, kills, stops;
};

void add_jobs(TrialStore& store, std::int64_t study, std::int64_t first, std::int64_t count) {
  std::vector<NewTrial> jobs(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].canonical_hash = text("job", first + static_cast<std::int64_t>(i));
  }
  store.add_trials(study, jobs);
}

// Kills and stops in step with the work. Where workers are done before all of them came, as while
// one sleeps its pace cannot be seen, they get more to do, and the plan has more jobs.
bool disturb_until_done(TrialStore& store, std::int64_t study, WorkerHerd& herd, Plan& plan) {
  Random random(1, Purpose::test);
  const double start = herd.seconds();
  double next_look = 0.0, done = 0.0;
  while (herd.seconds() - start < kLongestRun) {
    herd.tend();
    // A sleeper may hold the store's lock, and nobody but this loop can wake it: never wait for
    // the store while one sleeps.
    if (herd.seconds() >= next_look && herd.sleeping() == 0) {
      const auto counts = store.counts(study);
      const auto complete = counts.find(TrialState::complete);
      if (complete != counts.end()) done = static_cast<double>(complete->second);
      if (!counts.contains(TrialState::waiting) && !counts.contains(TrialState::running)) {
        if (herd.kills() >= plan.kills && herd.stops() >= plan.stops) return true;
        const std::int64_t more = plan.jobs / 4 + 1;
        add_jobs(store, study, plan.jobs, more);
        plan.jobs += more;
      }
      next_look = herd.seconds() + 0.1;
    }
    const double part = std::min(1.0, (done + 1.0) / (0.9 * static_cast<double>(plan.jobs)));
    // While one sleeps the pace cannot be seen, and the work may end meanwhile: go on by the clock.
    const bool by_clock = herd.sleeping() > 0 && herd.kills() < plan.kills && random.below(8) == 0;
    if (by_clock || static_cast<double>(herd.kills()) < part * static_cast<double>(plan.kills)) {
      herd.kill_one(random);
    }
    if (static_cast<double>(herd.stops()) + 0.5 < part * static_cast<double>(plan.stops)) {
      herd.stop_one(random, kLeaseSeconds * (1.2 + random.uniform_double()));
    }
    usleep(static_cast<useconds_t>(1000 + random.below(5000)));
  }
  return false;
}

int stress(const std::string& program, const std::string& address, Plan plan) {
  const actlab::test::TemporaryFolder logs;
  TrialStore store = TrialStore::open(address);
  const std::int64_t study = store.create_study("stress", "grid", "{}").id;
  add_jobs(store, study, 0, plan.jobs);

  Verdict verdict;
  double seconds = 0.0;
  {
    WorkerHerd herd(program, address, logs.path().string(), plan.workers);
    if (!disturb_until_done(store, study, herd, plan)) verdict.complain("the work did not end");
    seconds = herd.seconds();
    herd.end();
    verdict.kills = herd.kills();
    verdict.stops = herd.stops();
    for (const std::string& death : herd.unexpected_ends()) verdict.complain(death);
  }
  if (verdict.kills < plan.kills || verdict.stops < plan.stops) {
    verdict.complain("fewer kills or stops than asked for");
  }
  judge_results(store, study, plan.jobs, verdict);
  judge_logs(logs.path(), verdict);
  std::cout << summary(verdict, seconds) << std::endl;
  for (const std::string& complaint : verdict.complaints) std::cerr << complaint << '\n';
  return verdict.complaints.empty() ? 0 : 1;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 5 && arguments[1] == "work") {
    return work(arguments[2], arguments[3], arguments[4]);
  }
  if (arguments.size() != 6) {
    std::cerr << "usage: queue_stress sqlite|postgresql WORKERS JOBS KILLS STOPS\n";
    return 2;
  }
  const Plan plan{std::stoi(arguments[2]), std::stoll(arguments[3]), std::stoll(arguments[4]),
                  std::stoll(arguments[5])};
  if (arguments[1] == "sqlite") {
    const actlab::test::TemporaryFolder folder;
    return stress(arguments[0], folder.file("store.db"), plan);
  }
  const auto server = PostgresServer::start();
  if (!server) {
    std::cout << "skipped: PostgreSQL's server is not installed (apt-get install postgresql)\n";
    return 77;
  }
  return stress(arguments[0], server->new_database(), plan);
}

}  // namespace
}  // namespace actlab::studies::test

int main(int argc, char** argv) {
  try {
    return actlab::studies::test::run({argv, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
