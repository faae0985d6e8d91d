// Apart from the other tests: sanitizers take more memory than any limit, so they leave this out.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <string>

#include <actlab/core/tensor/storage.h>
#include <actlab/studies/running/worker.h>
#include "tests/studies/contract/store_address.h"

using namespace actlab::studies;
using namespace actlab::studies::test;

TEST_CASE("worker: a trial that explodes memory fails and the next goes on") {
  SmallStudy small(2);
  const auto run = [](const Trial& trial, TrialProgress&) {
    const actlab::Storage memory(trial.number == 0 ? std::int64_t{1} << 29 : 1);  // of 2 GB
    return TrialResult{.reward = 1.0};
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
  const std::string error = small.store.trials(small.study.id).front().error;
  CHECK(error.find("[storage] out of memory: 2048 MB more were asked for") == 0);
  CHECK(error.find("of at most 512 MB") != std::string::npos);
}
