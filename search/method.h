// A way to search: draws candidates and learns from their rewards. A Searcher (search/searcher.h)
// numbers the candidates, keeps those under way, and stores and restores all of it.
//
// A new method derives from this and has a row in searcher.cpp (docs/adding.md).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/search/space.h>

namespace actlab::search {

// A candidate as it was drawn.
struct Draw {
  Candidate candidate;
  // Of each token, at the time of drawing; empty where the method learns without them.
  std::vector<double> log_probabilities;
};

// With which probabilities a method would draw now, for people.
struct Distribution {
  std::vector<std::vector<double>> probabilities;  // of each token, a position
  std::vector<double> entropy;                     // in nats, a position
};

class Method {
 public:
  virtual ~Method() = default;

  // New candidates; fewer than `count` only where there are no more. Randomness comes from `random`
  // alone: the same state and the same position of `random` give the same candidates.
  virtual std::vector<Draw> draw(std::int64_t count, Random& random) = 0;
  // Rewards of earlier draws, each once and in the order in which they were drawn.
  virtual void learn(std::span<const Draw> draws, std::span<const double> rewards) = 0;

  // All that draw() and learn() depend on, in the method's own format, and back. restore() throws
  // Error for other bytes.
  virtual std::string weights() const { return {}; }
  virtual std::string optimizer() const { return {}; }
  virtual void restore(const std::string& /*weights*/, const std::string& /*optimizer*/) {}

  virtual std::int64_t usual_batch() const { return 1; }  // rewards to learn from at once
  virtual double baseline() const { return 0.0; }         // the reward expected of the next draw
  virtual Distribution distribution() const { return {}; }
};

// The share of each token among some candidates, and the entropy of these shares.
Distribution token_shares(const Space& space, std::span<const Candidate> candidates);

}  // namespace actlab::search
