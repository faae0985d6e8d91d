#include <actlab/studies/running/worker_processes.h>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <actlab/core/base/error.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::error_text;

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Waits until the file holds the word; the process number before it.
int number_in(const std::string& path, const std::string& word) {
  for (;;) {
    const std::string content = read(path);
    const std::size_t at = content.rfind(word + " ");
    if (at != std::string::npos && content.ends_with('\n')) {
      return std::stoi(content.substr(at + word.size() + 1));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

// A worker that says its process number, then waits for SIGTERM.
std::vector<std::string> patient_worker() {
  return {"/bin/sh", "-c",
          "trap 'echo ended; exit 0' TERM; echo alive $$; while :; do sleep 0.05; done"};
}

}  // namespace

TEST_CASE("worker processes: each has its log and ends politely") {
  const actlab::test::TemporaryFolder folder;
  const std::string logs = folder.file("logs");
  {
    WorkerProcesses workers(patient_worker(), 2, logs, "night");
    CHECK(workers.alive() == 2);
    number_in(logs + "/night-worker-1.log", "alive");
    number_in(logs + "/night-worker-2.log", "alive");
  }
  CHECK(contains(read(logs + "/night-worker-1.log"), "ended\n"));
  CHECK(contains(read(logs + "/night-worker-2.log"), "ended\n"));
}

TEST_CASE("worker processes: a killed worker is started again and it is said") {
  const actlab::test::TemporaryFolder folder;
  const std::string log = folder.file("x-worker-1.log");
  std::string said;
  WorkerProcesses workers(patient_worker(), 1, folder.path().string(), "x",
                          [&](const std::string& line) { said = line; });
  const int first = number_in(log, "alive");
  kill(first, SIGKILL);
  int second = first;
  while (second == first) {
    workers.tend();
    second = number_in(log, "alive");
  }
  CHECK(contains(said, "a worker was ended by signal 9 (Killed) and is started again; its log: "));
  CHECK(workers.alive() == 1);
}

TEST_CASE("worker processes: one that cannot live is an error with its last words") {
  const actlab::test::TemporaryFolder folder;
  WorkerProcesses workers({"/bin/sh", "-c", "echo no such data; exit 3"}, 8, folder.path().string(),
                          "x");
  const std::string message = error_text([&] {
    for (;;) {
      workers.tend();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  CHECK(contains(message, "[workers] a worker ended with code 3 "));
  CHECK(contains(message, "ends with: no such data"));
}

TEST_CASE("worker processes: they end when their owner is killed") {
  const actlab::test::TemporaryFolder folder;
  const std::string log = folder.file("x-worker-1.log");
  const pid_t owner = fork();
  if (owner == 0) {
    WorkerProcesses workers(patient_worker(), 1, folder.path().string(), "x");
    pause();
    _exit(0);
  }
  number_in(log, "alive");
  kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
  while (!contains(read(log), "ended\n")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}
