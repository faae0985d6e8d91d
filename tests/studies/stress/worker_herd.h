// Worker processes that are killed, stopped and replaced.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/core/base/random.h>

namespace actlab::studies::test {

class WorkerHerd {
 public:
  // Starts `count` times: program work ADDRESS NAME LOG, each worker with a log of its own.
  WorkerHerd(std::string program, std::string address, std::string log_folder, int count);
  ~WorkerHerd();  // kills what is left
  WorkerHerd(const WorkerHerd&) = delete;
  WorkerHerd& operator=(const WorkerHerd&) = delete;

  void kill_one(Random& random);                  // SIGKILL, to a stopped one as well
  void stop_one(Random& random, double seconds);  // SIGSTOP; tend() lets it go on
  void tend();                                    // replaces the dead, wakes who slept enough
  void end();                                     // SIGTERM to all, and waits for them

  double seconds() const;         // since the start
  std::int64_t sleeping() const;  // stopped and not yet woken
  std::int64_t kills() const { return kills_; }
  std::int64_t stops() const { return stops_; }
  // Whoever ended by anything but our SIGKILL, or not with exit code 0 at the end.
  const std::vector<std::string>& unexpected_ends() const { return unexpected_ends_; }

 private:
  struct Member {
    pid_t process = 0;
    double wake_at = 0.0;  // of a stopped one; else 0
    bool killed = false;
  };

  void start(std::size_t index);
  Member& choose(Random& random);
  void wake(Member& member);

  std::string program_, address_, log_folder_;
  std::vector<Member> members_;
  double start_ = 0.0;
  std::int64_t kills_ = 0, stops_ = 0;
  std::vector<std::string> unexpected_ends_;
};

}  // namespace actlab::studies::test
