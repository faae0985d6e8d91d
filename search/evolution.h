// Regularised evolution (Real et al., 1802.01548): a population of the youngest candidates, in
// which age, not merit, decides who dies.
//
//   While the population is not full, candidates are drawn uniformly. Then each is the child of the
//   best of `sample` members drawn with replacement: a copy of which one token, chosen uniformly,
//   has changed to another, chosen uniformly. A candidate with its reward joins the population,
//   and the oldest member of a full one leaves it.
//
// The preset "small" is for budgets of some hundred trainings: population 50, sample 12.
#pragma once

#include <deque>
#include <string_view>

#include "search/method.h"

namespace actlab::search {

struct EvolutionOptions {
  std::int64_t population = 100;
  std::int64_t sample = 25;
};

// {"preset": "small", "population": 100, "sample": 25}, all optional; UsageError for other keys.
EvolutionOptions evolution_options(std::string_view settings);

class Evolution : public Method {
 public:
  Evolution(const Space& space, const EvolutionOptions& options)
      : space_(space), options_(options) {}

  std::vector<Draw> draw(std::int64_t count, Random& random) override;
  void learn(std::span<const Draw> draws, std::span<const double> rewards) override;
  std::string weights() const override;
  void restore(const std::string& weights, const std::string& optimizer) override;
  double baseline() const override;  // the mean reward of the population
  Distribution distribution() const override;

 private:
  struct Member {
    Candidate candidate;
    double reward = 0.0;
  };
  const Member& tournament(Random& random) const;
  Candidate child(const Candidate& parent, Random& random) const;

  const Space space_;
  const EvolutionOptions options_;
  std::deque<Member> population_;  // the oldest first
};

}  // namespace actlab::search
