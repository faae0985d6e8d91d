// Times actions in turns, as every comparison of speeds here is made: first, second..., first,
// second..., so that another program that takes the machine for a while slows all of them alike.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace actlab::studies {

// Seconds of a clock that never goes back.
using Clock = std::function<double()>;
Clock steady_clock();

struct TurnRules {
  std::int64_t warm_up = 2;  // turns before those that count: the first ones allocate
  std::int64_t fewest = 3;   // that count
  std::int64_t most = 9;
  double seconds = 20.0;  // of all turns; past it none begins, once there are the fewest
};

// The seconds that each action took in each turn that counts: [action][turn]. Throws Error for
// rules that cannot be.
std::vector<std::vector<double>> timed_in_turns(const std::vector<std::function<void()>>& actions,
                                                const Clock& now, const TurnRules& rules = {});

}  // namespace actlab::studies
