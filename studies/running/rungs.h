// Rungs: asynchronous successive halving (Li et al., "A system for massively parallel
// hyperparameter tuning", 1810.05934). Every trial starts at the lowest budget; of the results of a
// rung one in four goes on to the next, as soon as it is among the best so far:
//
//   after the k-th result of a rung, its best floor(k / 4) are promoted, those that are not yet
//
// Deterministic: results count in the order of their trials' numbers and not of their arrival, so
// that a result waits for those before it. The same results lead to the same promotions however
// often the study was interrupted; adding them again adds nothing (they are equal work).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <actlab/studies/store/trial.h>

namespace actlab::studies {

struct RungRules {
  std::vector<std::int64_t> budgets;  // steps; they rise
  std::int64_t divisor = 4;           // one in so many is promoted
};

// Throws UsageError for rules that cannot be.
void check(const RungRules& rules);

// One rung: the scores in number order, up to the first that is unknown; nullopt for what is never
// promoted, though it counts. Returns indices in the order in which they were promoted; of equal
// scores the earlier is better.
std::vector<std::size_t> promotions(std::span<const std::optional<double>> scores,
                                    std::int64_t divisor);

// The trials that a study's results, `trials` in number order, have earned on all higher rungs:
// whatever is complete with the outcome ok may be promoted. A promoted trial is the same work with
// the next budget, starts from the checkpoint of the one below, and goes before all lower rungs.
std::vector<NewTrial> promoted_trials(std::span<const Trial> trials, const RungRules& rules);

}  // namespace actlab::studies
