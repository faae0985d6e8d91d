// Runs that never were, for looking at pages and testing them: z is near normal, gradients, losses
// and parameters are made up.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/dynamics/report/training_report.h>

namespace actlab::dynamics::test {

struct SyntheticRun {
  std::string activation = "relu";  // a name of the catalog, or a formula
  std::int64_t layers = 6;          // each a convolution, a normalisation and an activation
  std::int64_t looks = 20;
  std::int64_t units = 16;
  std::int64_t heads = 0;  // of an attention behind each activation; 0: none
  double drift = 0.0;      // by so much the mean of z falls in the last layer until the end
};

Recording synthetic_record(const SyntheticRun& run);
ReportedRun synthetic_run(const SyntheticRun& run);

// One that wrote curves, but no look into its network.
ReportedRun unprobed_run();

// What no record should hold, but could: names and formulas that are HTML or no UTF-8, numbers that
// are none, histograms without counts, parameters that belong nowhere.
inline const std::string kHostile = "</script><script>document.title = 'broken'</script>";
ReportedRun hostile_run();

}  // namespace actlab::dynamics::test
