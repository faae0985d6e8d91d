// Ctrl-C, asked for politely: while an InterruptGuard is alive, the first SIGINT, SIGTERM or
// SIGHUP (the terminal is gone) only sets a flag, so that a run can finish its step and save. A
// second one ends the program at once.
#pragma once

namespace actlab::training {

class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();  // puts the handlers of before back
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool interrupted() const;
};

// What a shell expects of a program that was ended by Ctrl-C.
inline constexpr int kInterruptedExitCode = 130;

}  // namespace actlab::training
