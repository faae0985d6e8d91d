#include <actlab/studies/findings/turns.h>

#include <chrono>

#include <actlab/core/base/error.h>

namespace actlab::studies {

Clock steady_clock() {
  return [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
}

std::vector<std::vector<double>> timed_in_turns(const std::vector<std::function<void()>>& actions,
                                                const Clock& now, const TurnRules& rules) {
  if (rules.warm_up < 0 || rules.fewest < 1 || rules.most < rules.fewest) {
    throw Error(text("[turns] from 1 turn and at least the fewest are needed, got ", rules.fewest,
                     " to ", rules.most, " after ", rules.warm_up));
  }
  std::vector<std::vector<double>> seconds(actions.size());
  const double began = now();
  for (std::int64_t turn = 0; turn < rules.warm_up + rules.most; ++turn) {
    const std::int64_t counted = turn - rules.warm_up;
    if (counted >= rules.fewest && now() - began >= rules.seconds) break;
    for (std::size_t i = 0; i < actions.size(); ++i) {
      const double start = now();
      actions[i]();
      if (counted >= 0) seconds[i].push_back(now() - start);
    }
  }
  return seconds;
}

}  // namespace actlab::studies
