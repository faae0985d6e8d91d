#include <actlab/studies/running/worker_processes.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include <actlab/core/base/error.h>
#include <actlab/core/base/platform.h>

namespace actlab::studies {
namespace {

constexpr double kEarly = 10.0;         // seconds: who dies sooner has not worked
constexpr int kMostEarlyDeaths = 4;     // in a row
constexpr double kLongestPause = 30.0;  // seconds before a new start
constexpr std::chrono::seconds kPatience(30);

std::string last_line(const std::string& path) {
  std::ifstream file(path);
  std::string line, last;
  while (std::getline(file, line)) {
    if (!line.empty()) last = line;
  }
  return last;
}

std::string how_it_died(int status) {
  if (WIFSIGNALED(status)) {
    return text("was ended by signal ", WTERMSIG(status), " (", strsignal(WTERMSIG(status)), ")");
  }
  return text("ended with code ", WEXITSTATUS(status));
}

// In the new process: nothing here may allocate.
[[noreturn]] void become_worker(char* const* arguments, const char* log, pid_t parent) {
  setpgid(0, 0);  // Ctrl-C is for the parent, which then asks each worker once
  end_with_parent();
  if (getppid() != parent) _exit(1);  // it died before that
  const int file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (file < 0 || nothing < 0 || dup2(nothing, 0) < 0 || dup2(file, 1) < 0 || dup2(file, 2) < 0) {
    _exit(1);
  }
  execv(arguments[0], arguments);
  _exit(127);
}

}  // namespace

WorkerProcesses::WorkerProcesses(std::vector<std::string> command, int count,
                                 const std::string& log_folder, std::string name, Say say)
    : command_(std::move(command)), name_(std::move(name)), say_(std::move(say)) {
  std::error_code error;
  std::filesystem::create_directories(log_folder, error);
  if (error) {
    throw Error(
        text("[workers] the folder of logs ", log_folder, " cannot be made: ", error.message()));
  }
  workers_.resize(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    workers_[i].log = text(log_folder, "/", name_, "-worker-", i + 1, ".log");
    start(workers_[i], i);
  }
}

WorkerProcesses::~WorkerProcesses() {
  for (const Worker& worker : workers_) {
    if (worker.process > 0) kill(worker.process, SIGTERM);
  }
  const auto end = Clock::now() + kPatience;
  for (Worker& worker : workers_) {
    while (worker.process > 0 && waitpid(worker.process, nullptr, WNOHANG) == 0) {
      if (Clock::now() > end) kill(worker.process, SIGKILL);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
}

void WorkerProcesses::start(Worker& worker, std::size_t index) {
  std::vector<std::string> words = command_;
  std::vector<char> host(256, '\0');
  gethostname(host.data(), host.size() - 1);
  words.insert(words.end(), {"--name", text(host.data(), "-", name_, "-", index + 1)});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process < 0) {
    throw Error(text("[workers] no process can be started: ", std::strerror(errno)));
  }
  if (process == 0) become_worker(arguments.data(), worker.log.c_str(), parent);
  worker.process = process;
  worker.started = Clock::now();
}

void WorkerProcesses::note_death(Worker& worker, int status) {
  const auto now = Clock::now();
  worker.process = 0;
  const std::chrono::duration<double> life = now - worker.started;
  worker.early_deaths = life.count() < kEarly ? worker.early_deaths + 1 : 0;
  if (worker.early_deaths >= kMostEarlyDeaths) {
    throw Error(text("[workers] a worker ", how_it_died(status), " ", worker.early_deaths,
                     " times as soon as it had started; its log ", worker.log,
                     " ends with: ", last_line(worker.log)));
  }
  const double pause = worker.early_deaths == 0
                           ? 0.0
                           : std::min(0.25 * std::exp2(worker.early_deaths), kLongestPause);
  worker.start_again =
      now + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(pause));
  if (say_) {
    say_(text("a worker ", how_it_died(status), " and is started again; its log: ", worker.log));
  }
}

void WorkerProcesses::tend() {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = workers_[i];
    int status = 0;
    if (worker.process > 0 && waitpid(worker.process, &status, WNOHANG) == worker.process) {
      note_death(worker, status);
    }
    if (worker.process == 0 && Clock::now() >= worker.start_again) start(worker, i);
  }
}

int WorkerProcesses::alive() const {
  return static_cast<int>(
      std::ranges::count_if(workers_, [](const Worker& worker) { return worker.process > 0; }));
}

}  // namespace actlab::studies
