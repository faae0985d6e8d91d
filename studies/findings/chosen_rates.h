// Learning rates of a sweep: each activation in each network is given the one that is best for it
// on validation examples, and is compared at that rate.
//
// All rates are tried with one seed, the least that the study has. That training also counts among
// the seeds of the rate that wins: what is reported are test examples, which had no say.
#pragma once

#include <string>
#include <vector>

#include <actlab/studies/findings/grid_results.h>

namespace actlab::studies {

struct TriedRate {
  double lr = 0.0;
  double reward = 0.0;  // of the seed that tries; 0 where it diverged
  bool diverged = false;
};

struct RateChoice {
  std::string data, model, activation;
  std::int64_t steps = 0;
  std::vector<TriedRate> tried;      // rising; one alone: nothing was chosen
  std::int64_t open = 0;             // rates without a result yet: the choice may still change
  std::size_t chosen = 0;            // of `tried`
  std::string measure = "accuracy";  // what rewards are, as a GridRow says it

  bool swept() const { return tried.size() > 1; }
  // The least or the greatest that was tried won: the best may lie beyond. Not where all diverged.
  bool at_edge() const;
  // How much the next best rate is behind. Little: the choice was flat.
  double lead() const;
  // Per cent of an accuracy, else the reward as it is.
  std::string reward_text(double reward) const;
};

// What the chosen rate came to, and how it was chosen.
struct ChosenRow {
  GridRow row;
  RateChoice choice;
};

// One for all rows that differ in the rate alone, in the order of the rows. A swept row's settings
// are without their rate, so that activations of different rates stand in one group. Of equal
// rewards the lower rate wins.
std::vector<ChosenRow> at_chosen_rates(const std::vector<GridRow>& rows);

// The rows alone.
std::vector<GridRow> rows_of(const std::vector<ChosenRow>& chosen);

// "0.03: 71.25, 0.1: 73.40 (chosen), 0.3: diverged".
std::string tried_text(const RateChoice& choice);
// "at the edge of its sweep: try rates above 0.3"; empty where it is not.
std::string edge_text(const RateChoice& choice);

}  // namespace actlab::studies
