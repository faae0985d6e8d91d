// Worker processes of this machine, kept alive: for a search or a grid that is run from one
// command.
//
//   WorkerProcesses workers({"bin/worker", "--store", ...}, 2, "runs/studies.logs", "search");
//   while (...) { workers.tend(); ... }
//
// Each writes to a log of its own, LOGS/NAME-worker-1.log. A worker that dies is started again, at
// once if it lived for a while, else after a pause that doubles. When this object goes, or the
// process that owns it dies in whatever way, the workers are asked to end and hand their trials
// back.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace actlab::studies {

class WorkerProcesses {
 public:
  using Say = std::function<void(const std::string& line)>;

  // The worker is called with "--name HOST-NAME-1" added. Throws Error where the folder cannot be
  // made or no process be started.
  WorkerProcesses(std::vector<std::string> command, int count, const std::string& log_folder,
                  std::string name, Say say = {});
  // SIGTERM; those that have not ended after 30 s are killed, and their leases end by themselves.
  ~WorkerProcesses();
  WorkerProcesses(const WorkerProcesses&) = delete;
  WorkerProcesses& operator=(const WorkerProcesses&) = delete;

  // Starts again what has died. Throws Error, with the last words of its log, where a worker dies
  // again and again as soon as it starts.
  void tend();
  // Those that live, after the last tend().
  int alive() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Worker {
    std::string log;
    pid_t process = 0;  // 0: none
    Clock::time_point started;
    Clock::time_point start_again;
    int early_deaths = 0;  // in a row
  };

  void start(Worker& worker, std::size_t index);
  void note_death(Worker& worker, int status);

  const std::vector<std::string> command_;
  const std::string name_;
  const Say say_;
  std::vector<Worker> workers_;
};

}  // namespace actlab::studies
