// The picture of what runs wrote down: a panel a column, a line a run. Runs that differ in their
// seeds alone are one line, their mean, in a band from the lowest to the highest.
#pragma once

#include <string>
#include <vector>

#include <actlab/report/figure.h>
#include <actlab/training/recorded_run.h>

namespace actlab {

struct CurvesOptions {
  std::vector<std::string> columns;   // empty: the first usual one that all runs have
  std::vector<std::string> labels{};  // one a run, or one a line
  std::string title{};
  int smooth = 1;
  bool logarithmic = false;
  bool percent = false;   // accuracies, or all columns where none is one
  bool each_run = false;  // no bands
};

struct CurvesFigure {
  report::Figure figure;
  std::vector<std::string> notes;  // what a reader of the picture should know
};

// Throws UsageError for a column that a run does not have, columns that count steps in one run and
// epochs in another, and a wrong number of labels.
CurvesFigure curves_figure(const std::vector<training::RecordedRun>& runs,
                           const CurvesOptions& options);

}  // namespace actlab
