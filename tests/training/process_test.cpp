// What a run asks of the process it lives in: signals and the floating-point mode.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <actlab/core/base/parallel.h>
#include <actlab/training/floating_point.h>
#include <actlab/training/interrupt.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::training;

TEST_CASE("interrupt: the first signal is noted and no more after the guard") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const InterruptGuard guard;
    CHECK(!guard.interrupted());
    std::raise(signal);
    CHECK(guard.interrupted());
  }
  const InterruptGuard guard;
  CHECK(!guard.interrupted());  // a new run is not stopped by an old signal
}

TEST_CASE("interrupt: the second signal ends the program") {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGINT, SIG_DFL);
    const InterruptGuard guard;
    std::raise(SIGINT);
    std::raise(SIGINT);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
}

TEST_CASE("floating point: nothing here rounds subnormal numbers to zero") {
  CHECK(!flushes_to_zero());
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    CHECK_NOTHROW(require_no_flush_to_zero());
  }
}

#ifdef __x86_64__
TEST_CASE("floating point: both flush modes of the processor are found") {
  const unsigned before = __builtin_ia32_stmxcsr();
  for (const unsigned mode : {0x8000u, 0x0040u}) {  // flush-to-zero, denormals-are-zero
    __builtin_ia32_ldmxcsr(before | mode);
    const bool found = flushes_to_zero();
    const std::string message = test::error_text([] { require_no_flush_to_zero(); });
    __builtin_ia32_ldmxcsr(before);
    CHECK(found);
    CHECK(test::contains(message, "rounds subnormal numbers to zero"));
  }
}
#endif
