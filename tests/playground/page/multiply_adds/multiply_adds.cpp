// Billions of floating-point operations a second in multiply-adds on registers alone, on one
// thread: what no kernel with vectors of so many floats goes beyond. The fastest of many rounds, as
// a browser compiles a function well only after it has been called for a while.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include <actlab/core/kernels/vector/vector.h>

namespace {

using namespace actlab::kernels::ACTLAB_ISA;

constexpr int kSums = 12;  // enough to hide the latency, few enough for 16 registers
constexpr int kSteps = 100000, kRounds = 500;

void multiply_adds(Vector (&sums)[kSums], Vector factor) {
  Vector s[kSums];
  for (int k = 0; k < kSums; ++k) s[k] = sums[k];
  for (int i = 0; i < kSteps; ++i) {
    for (int k = 0; k < kSums; ++k) s[k] = multiply_add(s[k], factor, factor);
  }
  for (int k = 0; k < kSums; ++k) sums[k] = s[k];
}

// Through a pointer that no optimiser follows: the browser's compiler puts better code in the place
// of a function when it is called, not while it runs.
void (*const volatile kRun)(Vector (&sums)[kSums], Vector factor) = multiply_adds;

}  // namespace

int main(int count, char**) {
  using Clock = std::chrono::steady_clock;
  Vector sums[kSums]{};
  const Vector factor = broadcast(0.5f * static_cast<float>(count));
  double best = 0.0;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = Clock::now();
    kRun(sums, factor);
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    best = std::max(best, 2e-9 * kSums * kLanes * kSteps / seconds);
  }
  // All are 1 after so many steps of s / 2 + 1 / 2: they were computed.
  std::printf("%.1f\n", sums[kSums - 1][kLanes - 1] == 1.0f ? best : 0.0);
}
