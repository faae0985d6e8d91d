// One run, or several side by side, as one HTML page: what happened in every layer at every look.
//
//   const TrainingReport report{.runs = {read_reported_run("runs/relu")}};
//   write_file("report.html", training_report(report));
//
// The page shows, as far as there is something to show: findings (findings.h); the map, layers by
// steps, with any statistic as its colour, and what is behind each of its cells; curves of
// training; histograms of activations and gradients, and the size of updates; how parameters move;
// how the gradient travels through the layers; a table by layer; the configurations and where they
// differ.
//
// All numbers are computed here, the scripts in this folder draw them. The same input gives the
// same bytes. However long the runs, the page stays below about 15 MB: of too many looks some are
// left out, evenly, histograms before numbers, and the page says how many are shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/dynamics/recording.h>
#include <actlab/training/recorded_run.h>

namespace actlab::dynamics {

struct ReportedRun {
  training::RecordedRun run;
  std::optional<Recording> recording{};  // nothing: the run was not probed, or
  std::string unreadable{};              // why its record cannot be read
};

// Reads a run's folder, as far as it can be read. Throws UsageError where it is none.
ReportedRun read_reported_run(const std::string& folder);

struct TrainingReport {
  std::vector<ReportedRun> runs;  // at least one, else Error
  std::int64_t refresh = 0;       // seconds after which an open page loads itself anew; 0: never
};

std::string training_report(const TrainingReport& report);

// The datasets of that page as one JSON object; for tests and for other programs.
std::string training_report_data(const TrainingReport& report);

// Sentences about what is missing of a run, and why.
std::vector<std::string> remarks_of(const ReportedRun& run);

// What the runs are called on the page: by activation where that tells them apart, else by folder.
std::vector<std::string> run_labels(const std::vector<ReportedRun>& runs);

// The scripts of this folder, which are part of the program.
std::string_view training_report_script();

}  // namespace actlab::dynamics
