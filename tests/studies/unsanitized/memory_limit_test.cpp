// Apart from the other tests: sanitizers take more memory than any limit, so they leave this out.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <vector>

#include <actlab/studies/running/worker.h>
#include "tests/studies/contract/store_address.h"

using namespace actlab::studies;
using namespace actlab::studies::test;

TEST_CASE("worker: a trial that explodes memory fails and the next goes on") {
  SmallStudy small(2);
  const auto run = [](const Trial& trial, TrialProgress&) {
    std::vector<char> memory;
    if (trial.number == 0) memory.resize(std::size_t{2} << 30);
    return TrialResult{.reward = static_cast<double>(memory.size())};
  };
  const pid_t child = fork();  // the limit holds for a whole process
  if (child == 0) {
    std::ostringstream log;
    const WorkerOptions options{
        .name = "w", .memory_bytes = std::int64_t{512} << 20, .until_empty = true};
    const WorkerSummary summary = run_worker(small.address, run, options, log);
    _exit(summary.finished == 1 && summary.failed == 3 ? 0 : 1);
  }
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(small.store.trials(small.study.id).front().error == "out of memory");
}
