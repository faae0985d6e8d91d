// The rows of a regression: samples of a formula, or columns of a CSV file.
#pragma once

#include <actlab/tasks/regression.h>

namespace actlab::tasks {

// Throws what Regression throws.
Regression::Prepared prepare_regression(const RegressionConfig& config);

struct TargetRange {
  double low;
  double high;
};
// "-3,3". Throws UsageError for anything else, and unless low < high.
TargetRange parse_range(const std::string& text);

}  // namespace actlab::tasks
