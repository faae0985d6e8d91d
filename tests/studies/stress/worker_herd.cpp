#include "tests/studies/stress/worker_herd.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include <actlab/core/base/error.h>
#include <actlab/core/base/platform.h>

namespace actlab::studies::test {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string describe_end(std::size_t index, int status) {
  if (WIFSIGNALED(status)) return text("worker ", index, " died by signal ", WTERMSIG(status));
  return text("worker ", index, " ended with exit code ", WEXITSTATUS(status));
}

}  // namespace

WorkerHerd::WorkerHerd(std::string program, std::string address, std::string log_folder, int count)
    : program_(std::move(program)),
      address_(std::move(address)),
      log_folder_(std::move(log_folder)),
      members_(static_cast<std::size_t>(count)),
      start_(now()) {
  for (std::size_t i = 0; i < members_.size(); ++i) start(i);
}

WorkerHerd::~WorkerHerd() {
  for (const Member& member : members_) {
    if (member.process <= 0) continue;
    kill(member.process, SIGKILL);
    waitpid(member.process, nullptr, 0);
  }
}

void WorkerHerd::start(std::size_t index) {
  std::string name = text("w", index), log = text(log_folder_, "/", name, ".log"), mode = "work";
  char* const arguments[] = {program_.data(), mode.data(), address_.data(),
                             name.data(),     log.data(),  nullptr};
  const std::string path = program_path();
  const pid_t child = fork();
  if (child == 0) {
    execv(path.c_str(), arguments);
    _exit(127);
  }
  if (child < 0) throw Error("[queue stress] no process can be started");
  members_[index] = {.process = child};
}

double WorkerHerd::seconds() const { return now() - start_; }

std::int64_t WorkerHerd::sleeping() const {
  return std::ranges::count_if(members_, [](const Member& m) { return m.wake_at > 0.0; });
}

WorkerHerd::Member& WorkerHerd::choose(Random& random) {
  const auto count = static_cast<std::int64_t>(members_.size());
  return members_[static_cast<std::size_t>(random.below(count))];
}

void WorkerHerd::kill_one(Random& random) {
  Member& member = choose(random);
  if (member.killed) return;
  kill(member.process, SIGKILL);
  member.killed = true;
  ++kills_;
}

void WorkerHerd::stop_one(Random& random, double seconds) {
  Member& member = choose(random);
  if (member.killed || member.wake_at > 0.0) return;
  kill(member.process, SIGSTOP);
  member.wake_at = now() + seconds;
  ++stops_;
}

void WorkerHerd::wake(Member& member) {
  if (member.wake_at > 0.0) kill(member.process, SIGCONT);
  member.wake_at = 0.0;
}

void WorkerHerd::tend() {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    if (member.wake_at > 0.0 && now() >= member.wake_at) wake(member);
    int status = 0;
    if (waitpid(member.process, &status, WNOHANG) != member.process) continue;
    if (!member.killed) unexpected_ends_.push_back(describe_end(i, status));
    start(i);
  }
}

void WorkerHerd::end() {
  for (Member& member : members_) {
    wake(member);
    kill(member.process, SIGTERM);
  }
  for (std::size_t i = 0; i < members_.size(); ++i) {
    int status = 0;
    waitpid(members_[i].process, &status, 0);
    // A worker that has only just started has no handler for SIGTERM yet.
    const bool clean = members_[i].killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
                       (WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    if (!clean) unexpected_ends_.push_back(describe_end(i, status));
    members_[i].process = 0;
  }
}

}  // namespace actlab::studies::test
