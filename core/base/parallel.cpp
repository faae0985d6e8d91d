#include <actlab/core/base/parallel.h>

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>

#include <actlab/core/base/error.h>
#include <actlab/core/base/platform.h>

#if defined(__SANITIZE_THREAD__)
#define ACTLAB_THREAD_SANITIZER 1
#elif defined(__has_feature)
#define ACTLAB_THREAD_SANITIZER __has_feature(thread_sanitizer)
#else
#define ACTLAB_THREAD_SANITIZER 0
#endif

#if ACTLAB_THREAD_SANITIZER
// What HandOver (below) does not order: the tasks that oneTBB makes on one thread and reads, counts
// and destroys on another. Only the innermost function counts (race_top), so that a race in the
// body of a parallel loop is still reported. The sanitizer asks every program for this by name.
extern "C" [[gnu::visibility("default")]] const char* __tsan_default_suppressions() {
  return "called_from_lib:libtbb.so\n"
         "race_top:oneapi/tbb\n"
         "race_top:core/base/parallel.cpp\n"
         "race_top:std::atomic\n"
         "race_top:std::__atomic_base\n"
         "race_top:bits/std_function.h\n";
}
// What a suppression does not see it cannot suppress: the stacks of long ago are kept.
extern "C" [[gnu::visibility("default")]] const char* __tsan_default_options() {
  return "history_size=7";
}
#endif

namespace actlab {

int usable_processors() {
  return usable_processors(tbb::info::default_concurrency(), processor_quota());
}

namespace {

// Global because threads are: one arena for the process, as there is one arena of memory.
struct ThreadArena {
  int count = usable_processors();
  // More threads than cores are allowed (determinism is tested with 16 on any machine).
  tbb::global_control limit{tbb::global_control::max_allowed_parallelism, 1025};
  std::unique_ptr<tbb::task_arena> arena = std::make_unique<tbb::task_arena>(count);
};

ThreadArena& thread_arena() {
  static ThreadArena arena;
  return arena;
}

thread_local bool inside_parallel_for = false;

constexpr bool kThreadSanitizer = ACTLAB_THREAD_SANITIZER;

// oneTBB comes without instrumentation, so ThreadSanitizer does not see the order that it brings
// into what threads do. Where it watches, each hand-over is told once more: all that the caller did
// comes before the work, and all work before what the caller does next. Two pieces of work are not
// ordered.
struct HandOver {
  std::atomic<int> given{0};
  std::atomic<int> done{0};
};
[[maybe_unused]] HandOver hand_over;  // for ThreadSanitizer alone

void give_work() {
  if constexpr (kThreadSanitizer) hand_over.given.fetch_add(1, std::memory_order_release);
}

// Takes work back where it ends, which may be with an exception that the work has thrown.
struct TakeBackGuard {
  ~TakeBackGuard() {
    if constexpr (kThreadSanitizer) (void)hand_over.done.load(std::memory_order_acquire);
  }
};

// Around a piece of work, on the thread that does it.
struct WorkGuard {
  WorkGuard() {
    if constexpr (kThreadSanitizer) (void)hand_over.given.load(std::memory_order_acquire);
  }
  ~WorkGuard() {
    if constexpr (kThreadSanitizer) hand_over.done.fetch_add(1, std::memory_order_release);
  }
};

struct InsideGuard {
  bool before = inside_parallel_for;
  InsideGuard() { inside_parallel_for = true; }
  ~InsideGuard() { inside_parallel_for = before; }
};

}  // namespace

void set_threads(int count) {
  if (count < 1 || count > 1024) {
    throw UsageError(text("[parallel] the number of threads must be from 1 to 1024, got ", count));
  }
  ThreadArena& arena = thread_arena();
  arena.arena = std::make_unique<tbb::task_arena>(count);
  arena.count = count;
}

int threads() { return thread_arena().count; }

// Of all exceptions of a loop the first to come. It does not go through oneTBB, which may have been
// built with another C++ library than what throws and catches.
class FirstException {
 public:
  // Does the work, unless some of the loop has failed.
  template <class Work>
  void attempt(const Work& work) noexcept {
    if (failed_.load(std::memory_order_relaxed)) return;
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!first_) first_ = std::current_exception();
      failed_.store(true, std::memory_order_relaxed);
    }
  }
  // For the caller, once all work has ended.
  void rethrow() {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
  std::atomic<bool> failed_{false};
};

void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& body) {
  if (inside_parallel_for || count <= 1 || threads() == 1) {
    const InsideGuard guard;
    for (std::int64_t i = 0; i < count; ++i) body(i);
    return;
  }
  FirstException exception;
  {
    const TakeBackGuard taken_back;
    give_work();
    thread_arena().arena->execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<std::int64_t>(0, count, 1),
          [&](const tbb::blocked_range<std::int64_t>& range) {
            const WorkGuard work;
            const InsideGuard guard;
            exception.attempt([&] {
              for (std::int64_t i = range.begin(); i < range.end(); ++i) body(i);
            });
          },
          tbb::auto_partitioner());
    });
  }
  exception.rethrow();
}

InSequence::InSequence(bool on) : before_(inside_parallel_for) {
  if (on) inside_parallel_for = true;
}
InSequence::~InSequence() { inside_parallel_for = before_; }

struct BackgroundTasks::Arena {
  explicit Arena(int count) : arena(count, 0) {}
  tbb::task_arena arena;
  tbb::task_group group;
};

BackgroundTasks::BackgroundTasks(int thread_count) {
  thread_arena();  // raises oneTBB's limit: one worker fewer than cores may be none at all
  arena_ = std::make_unique<Arena>(thread_count);
  arena_->arena.initialize();  // not as late as in the destructor, where no memory is no error
}

BackgroundTasks::~BackgroundTasks() { wait(); }

void BackgroundTasks::run(std::function<void()> task) {
  auto handle = arena_->group.defer([task = std::move(task)] {
    const WorkGuard work;
    const InsideGuard guard;
    task();
  });
  give_work();
  // deferred tasks are enqueued: a worker takes them even if the caller never waits
  arena_->arena.enqueue(std::move(handle));
}

void BackgroundTasks::wait() {
  const TakeBackGuard taken_back;
  give_work();  // the arena's own thread may do the waiting
  arena_->arena.execute([&group = arena_->group] {
    const WorkGuard work;
    group.wait();
  });
}

}  // namespace actlab
