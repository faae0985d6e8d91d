// A grid whose rates are part of the protocol, in two stages: every rate with the first seed, then
// all seeds of each activation at the rate that was best for it on validation examples. A larger
// grid, more rates or a killed program: the same two stages add what is missing.
#pragma once

#include <vector>

#include <actlab/studies/findings/chosen_rates.h>

namespace actlab::studies {

struct RateSweep {
  Grid grid;
  std::vector<double> lrs = {};  // empty: the child's own rate, and one stage
};

// Throws UsageError for rates that are not above 0 or occur twice, and where no examples are kept
// for the choice.
void check(const RateSweep& sweep);

// So many trainings, those of both stages.
std::int64_t trainings_of(const RateSweep& sweep);

// The grids of the first stage; without rates all there is.
std::vector<Grid> first_stage(const RateSweep& sweep);
// The rows of a study that are of this sweep.
std::vector<GridRow> rows_of(const RateSweep& sweep, const std::vector<GridRow>& rows);
// What the results of the first stage ask for; empty without rates.
std::vector<Grid> second_stage(const RateSweep& sweep, const std::vector<GridRow>& rows);

}  // namespace actlab::studies
