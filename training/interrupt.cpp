#include <actlab/training/interrupt.h>

#include <atomic>
#include <csignal>

namespace actlab::training {
namespace {

// A handler can reach nothing but a static object. It runs on any thread, so it must be an atomic;
// one without a lock, which the thread might hold.
std::atomic<bool> signal_arrived = false;
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void note_signal(int) { signal_arrived = true; }

struct Handlers {
  struct sigaction interrupt;
  struct sigaction terminate;
  struct sigaction hang_up;
};

Handlers& handlers_before() {
  static Handlers handlers{};
  return handlers;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  signal_arrived = false;
  struct sigaction action {};
  action.sa_handler = note_signal;
  // RESETHAND: the second signal does what it always does. RESTART: system calls go on.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &handlers_before().interrupt);
  sigaction(SIGTERM, &action, &handlers_before().terminate);
  sigaction(SIGHUP, &action, &handlers_before().hang_up);
  // Under nohup a lost terminal is no reason to stop.
  if (handlers_before().hang_up.sa_handler == SIG_IGN) {
    sigaction(SIGHUP, &handlers_before().hang_up, nullptr);
  }
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &handlers_before().interrupt, nullptr);
  sigaction(SIGTERM, &handlers_before().terminate, nullptr);
  sigaction(SIGHUP, &handlers_before().hang_up, nullptr);
}

bool InterruptGuard::interrupted() const { return signal_arrived; }

}  // namespace actlab::training
