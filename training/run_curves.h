// Curves of runs: one column of what a run wrote down, and several runs as one band.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <actlab/training/recorded_run.h>

namespace actlab::training {

struct Curve {
  std::string unit;            // what `at` counts: "step", "epoch"
  std::vector<double> at;      // rises
  std::vector<double> values;  // as many; NaN where the value was not finite
};

// Throws UsageError naming the columns that there are.
Curve curve_of(const RecordedRun& run, const std::string& column);

// In the order in which they came, without what counts.
std::vector<std::string> columns_of(const RecordedRun& run);

// Each value becomes the mean of those up to width / 2 places away, as far as there are such.
void smooth(Curve& curve, int width);

// Runs of equal settings but for their seeds, as indices, in the order of the first of each. Two
// runs of one seed are no sample of two: the second begins a group of its own.
std::vector<std::vector<std::size_t>> seed_groups(const std::vector<RecordedRun>& runs);

// Whether runs may differ in a setting and be the same but for chance: seeds, where and how often
// something is written.
bool is_chance_or_output(const std::string& setting);

// Several curves as one: at each place that all of them have, the mean, the lowest and the highest.
struct Band {
  Curve mean;
  std::vector<double> low;
  std::vector<double> high;
};

// All of one unit, at least one; else Error.
Band band_of(const std::vector<Curve>& curves);

}  // namespace actlab::training
