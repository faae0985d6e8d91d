// A reward that is known exactly: what share of a candidate's tokens are those of a secret one.
#pragma once

#include <vector>

#include <actlab/search/searcher.h>

namespace actlab::test {

struct ToyReward {
  search::Candidate secret;

  double operator()(const search::Candidate& candidate) const {
    double right = 0.0;
    for (std::size_t p = 0; p < secret.size(); ++p) right += candidate[p] == secret[p] ? 1.0 : 0.0;
    return right / static_cast<double>(secret.size());
  }
};

// Rewards of the proposals that the searcher wants answered next.
template <class Reward>
std::vector<double> next_rewards(const search::Searcher& searcher, const Reward& reward) {
  const std::vector<search::Candidate> open = searcher.open();
  std::vector<double> rewards;
  for (std::int64_t i = 0; i < searcher.expected(); ++i) {
    rewards.push_back(reward(open[static_cast<std::size_t>(i)]));
  }
  return rewards;
}

}  // namespace actlab::test
