// In place of parallel.cpp where a process has one thread: a page that the browser opens from disk.
#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>

namespace actlab {

namespace {

int thread_count = 1;  // that were asked for: one does the work of all, with the same results

}  // namespace

int usable_processors() { return 1; }

void set_threads(int count) {
  if (count < 1 || count > 1024) {
    throw UsageError(text("[parallel] the number of threads must be from 1 to 1024, got ", count));
  }
  thread_count = count;
}

int threads() { return thread_count; }

void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& body) {
  for (std::int64_t i = 0; i < count; ++i) body(i);
}

InSequence::InSequence(bool /*on*/) : before_(false) {}
InSequence::~InSequence() { (void)before_; }

struct BackgroundTasks::Arena {};

// A task is done at once: later would be nobody's turn.
BackgroundTasks::BackgroundTasks(int /*thread_count*/) {}
BackgroundTasks::~BackgroundTasks() = default;
void BackgroundTasks::run(std::function<void()> task) { task(); }
void BackgroundTasks::wait() {}

}  // namespace actlab
