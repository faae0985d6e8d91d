// What good candidates are made of: the results of a search by the functions that its candidates
// are composed of.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <actlab/studies/store/store.h>
#include <actlab/studies/store/trial.h>

namespace actlab::studies {

struct Part {
  std::string name;            // as the search's tokens have it: "sin", "gate"; "x" of a raw input
  std::int64_t functions = 0;  // distinct ones that were trained and can be written with it
  std::int64_t stopped = 0;    // of them, those that diverged or were constant in every seed
  double median = 0.0;         // reward of all of them, 0 of those
  std::int64_t among_best = 0;
};

// Rewards as on the leaderboard (leaderboard.h), `best` its first so many; what was refused before
// training is left out. The highest median first; "(all)" among them is of all functions.
std::vector<Part> parts(std::span<const Trial> trials, std::span<const AnsweredProposal> proposals,
                        std::size_t best);

}  // namespace actlab::studies
