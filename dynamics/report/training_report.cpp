#include <actlab/dynamics/report/training_report.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/report/page.h>

namespace actlab::dynamics {
namespace {

namespace fs = std::filesystem;
using report::PageSection;

std::string folder_name(const std::string& path) {
  const fs::path whole = fs::path(path).lexically_normal();
  const fs::path folder = whole.has_filename() ? whole : whole.parent_path();
  return folder.filename().string();
}

// Labels that occur more than once are replaced by longer ones.
template <class Longer>
std::vector<std::string> told_apart(const std::vector<std::string>& labels, const Longer& longer) {
  std::vector<std::string> result = labels;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (std::ranges::count(labels, labels[i]) > 1) result[i] = longer(i);
  }
  return result;
}

bool any_look(const TrainingReport& report) {
  return std::ranges::any_of(report.runs, [](const ReportedRun& run) {
    return run.recording && !run.recording->snapshots.empty();
  });
}

bool any_attention(const TrainingReport& report) {
  return std::ranges::any_of(report.runs, [](const ReportedRun& run) {
    return run.recording && std::ranges::any_of(run.recording->snapshots, [](const Snapshot& look) {
             return std::ranges::any_of(
                 look.sites, [](const SiteLook& site) { return site.attention.has_value(); });
           });
  });
}

// What is there only of runs that were probed.
void add_dynamics(std::vector<PageSection>& sections) {
  sections.push_back(
      {"map", "The map",
       "The whole network in one picture: each row is a layer, from the input at the top to the "
       "output at the bottom, each column a step of training, and the colour is the number chosen. "
       "All runs are on one scale."});
  sections.push_back(
      {"cell", "One layer", "What stands behind a cell of the map. Choose one there, or here."});
}

void add_more_dynamics(std::vector<PageSection>& sections) {
  sections.push_back(
      {"histograms", "Histograms",
       "The four pictures that show whether a network is in good order, one line a layer, from the "
       "first (dark) to the last (bright)."});
  sections.push_back({"flow", "Gradient flow",
                      "How large the gradient is at each layer, from the first to the last."});
  sections.push_back({"parameters", "Parameters",
                      "Parameters of activations and the scales and shifts of normalisations, "
                      "channel by channel, as they move."});
  sections.push_back({"layers", "Layers", "The numbers of one step in a table."});
}

std::vector<PageSection> sections_of(const TrainingReport& report) {
  std::vector<PageSection> sections;
  sections.push_back({"findings", any_look(report) ? "Findings" : "At a glance", ""});
  if (any_look(report)) add_dynamics(sections);
  sections.push_back({"curves", "Curves", "What the runs wrote down while they trained."});
  if (any_look(report)) add_more_dynamics(sections);
  if (any_attention(report)) {
    sections.push_back({"attention", "Attention",
                        "What each head of each layer looks at, in one example of the training "
                        "part, from the start of training to its end."});
  }
  sections.push_back({"configuration", "Configuration",
                      report.runs.size() > 1 ? "The settings of the runs, those that differ first."
                                             : "The settings of the run."});
  return sections;
}

}  // namespace

std::vector<std::string> run_labels(const std::vector<ReportedRun>& runs) {
  std::vector<std::string> labels;
  for (const ReportedRun& run : runs) {
    const std::string activation = run.run.setting("activation");
    labels.push_back(activation.empty() ? folder_name(run.run.path) : activation);
  }
  labels = told_apart(labels, [&](std::size_t i) {
    return labels[i] + " (" + folder_name(runs[i].run.path) + ")";
  });
  return told_apart(labels, [&](std::size_t i) { return text(i + 1, ": ", labels[i]); });
}

ReportedRun read_reported_run(const std::string& folder) {
  ReportedRun run{training::read_run(folder)};
  const fs::path path = fs::path(run.run.path);
  const fs::path record = (fs::is_directory(path) ? path : path.parent_path()) / "dynamics.jsonl";
  if (!fs::exists(record)) return run;
  try {
    run.recording = read_recording(record.string());
  } catch (const Error& error) {
    run.unreadable = error.what();
  }
  return run;
}

std::string training_report(const TrainingReport& report) {
  if (report.runs.empty()) throw Error("[report] needs at least one run");
  return report::write_page({.title = "Training with " + joined(run_labels(report.runs), ", "),
                             .summary = "",
                             .sections = sections_of(report),
                             .data = {{"report", training_report_data(report)}},
                             .script = std::string(training_report_script())});
}

}  // namespace actlab::dynamics
