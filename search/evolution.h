// Regularised evolution (Real et al., 1802.01548): a population of the youngest candidates, in
// which age, not merit, decides who dies.
//
//   While the population is not full, candidates are drawn uniformly. Then each is the child of the
//   best of `sample` members drawn with replacement: a copy of which one token, chosen uniformly,
//   has changed to another, chosen uniformly. A candidate with its reward joins the population,
//   and the oldest member of a full one leaves it.
//
// The preset "paper" is that with the paper's numbers. The default preset, "small", is for some
// hundred trainings: a smaller population in which the best is the parent more often, and
//
//   redraws     a child that has a reward already is drawn again, up to so many times, from a
//               tournament of its own.
#pragma once

#include <deque>
#include <string_view>

#include <actlab/search/canonical.h>
#include <actlab/search/method.h>

namespace actlab::search {

struct EvolutionOptions {
  std::int64_t population = 40;
  std::int64_t sample = 20;
  std::int64_t redraws = 20;
};

// {"preset": "paper", "population": 50, ...}, all keys as above and optional; UsageError for other
// keys.
EvolutionOptions evolution_options(std::string_view settings);

class Evolution : public Method {
 public:
  Evolution(const Space& space, const EvolutionOptions& options)
      : space_(space), options_(options), known_(space) {}

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
  Candidate propose(Random& random) const;
  Candidate child(const Candidate& parent, Random& random) const;

  const Space space_;
  const EvolutionOptions options_;
  Remembered known_;               // what it has learned from
  std::deque<Member> population_;  // the oldest first
};

}  // namespace actlab::search
