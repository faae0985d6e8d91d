// The activations of one network beside each other, best first: is this activation any good? What
// each came to, which cannot be told apart, at which rate, what it costs over ReLU, and which are
// one function under two names. And the same as a picture.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <actlab/studies/findings/activation_costs.h>
#include <actlab/studies/findings/own_results.h>
#include <actlab/studies/report/sheet.h>

namespace actlab::studies {

// What a protocol asks for, so that what a study does not have yet is marked as missing.
struct Wanted {
  std::vector<std::string> activations = {};
  std::int64_t seeds = 0;
};

// A line an activation: those with results by their medians, then those without. The costs are of
// any networks; the column's own count.
Sheet activations_sheet(const OwnColumn& column, std::span<const ActivationCost> costs,
                        const Wanted& wanted = {});

// The columns below each other as SVG, the best activation on top: a dot a seed, a large one at the
// median, and a bar for the 95 % interval of the row's mean by the spread that all rows share.
// Diverged trainings are off its scale and said. Throws UsageError where no row has a result.
std::string medians_picture(std::span<const OwnColumn> columns);

}  // namespace actlab::studies
