// The oneTBB seam: every thread of the project is started here.
//
// Determinism: work is cut into chunks whose number depends on the work alone, never on the number
// of threads; a sum over chunks is combined in chunk order by the caller. Nesting is refused
// quietly: a parallel_for inside a parallel_for runs in sequence on the same thread, because a
// waiting oneTBB thread may otherwise start another outer iteration and overwrite its scratch.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace actlab {

// Processors that this process may use: those it is bound to, and no more than the quota of its
// control group (a container of two and a half processors works best with three threads).
int usable_processors();
int usable_processors(int processors, std::optional<double> quota);

// A sentence for whoever asks for more threads than there are processors; empty for all others.
std::string too_many_threads(int count);
std::string too_many_threads(int count, int processors);

// Threads that work, including the caller. Starts at usable_processors().
// set_threads throws UsageError below 1 or above 1024, and must not be called from a parallel_for
// or beside one.
void set_threads(int count);
int threads();

// Calls body(i) for each i in [0, count), in any order, on any thread; returns when all are done.
// The first exception thrown by a body is rethrown here.
void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& body);

// Cuts [0, count) into chunks of `chunk_size` (the last may be shorter) and calls
// body(begin, end, chunk) for each. `chunk_size` must not depend on the thread count.
void parallel_chunks(std::int64_t count, std::int64_t chunk_size,
                     const std::function<void(std::int64_t, std::int64_t, std::int64_t)>& body);

// While one that is `on` is alive on this thread, its parallel_for runs in sequence: for work that
// is done before another thread would be awake.
class InSequence {
 public:
  explicit InSequence(bool on);
  ~InSequence();
  InSequence(const InSequence&) = delete;
  InSequence& operator=(const InSequence&) = delete;

 private:
  bool before_;
};

inline std::int64_t chunk_count(std::int64_t count, std::int64_t chunk_size) {
  return (count + chunk_size - 1) / chunk_size;
}

// Work that goes on beside the caller, in arrival order, on threads of its own (the data loader's
// prefetch). The destructor waits for what was started. Exceptions must be caught by the task.
class BackgroundTasks {
 public:
  explicit BackgroundTasks(int thread_count = 1);
  ~BackgroundTasks();
  BackgroundTasks(const BackgroundTasks&) = delete;
  BackgroundTasks& operator=(const BackgroundTasks&) = delete;
  void run(std::function<void()> task);
  void wait();

 private:
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

}  // namespace actlab
