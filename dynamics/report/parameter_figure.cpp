#include <actlab/dynamics/report/parameter_figure.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/quantile.h>
#include <actlab/dynamics/words.h>

namespace actlab::dynamics {
namespace {

constexpr int kParameterBins = 40;
constexpr double kLowTail = 0.05, kHighTail = 0.95;

std::vector<double> values_at(const Layout& layout, const Snapshot& snapshot,
                              const std::string& parameter) {
  std::vector<double> values;
  for (const ParameterEntry& entry : layout.parameters) {
    if (entry.group != "activations" || !entry.name.ends_with("." + parameter)) continue;
    const ParameterLook* look = find_parameter(snapshot, entry.name);
    if (look != nullptr) values.insert(values.end(), look->values.begin(), look->values.end());
  }
  std::ranges::sort(values);
  return values;
}

struct Trained {
  double start = kNotMeasured;
  std::vector<double> steps;
  std::vector<std::vector<double>> values;  // sorted, at each of these
  std::string label;
};

double initial_of(const Layout& layout, const std::string& parameter) {
  for (const FormulaEntry& formula : layout.formulas) {
    for (const FormulaEntry::Parameter& p : formula.parameters) {
      if (p.name == parameter) return p.initial;
    }
  }
  return kNotMeasured;
}

Trained trained(const NamedRecording& run, const std::string& parameter) {
  const Layout& layout = run.recording.layout;
  Trained result;
  result.start = initial_of(layout, parameter);
  for (const Snapshot& snapshot : run.recording.snapshots) {
    std::vector<double> values = values_at(layout, snapshot, parameter);
    if (values.empty() || !std::isfinite(values.front()) || !std::isfinite(values.back())) continue;
    result.steps.push_back(static_cast<double>(snapshot.step));
    result.values.push_back(std::move(values));
  }
  if (result.values.empty()) {
    throw UsageError(text("[figure] ", run.path, " has no look at a parameter '", parameter,
                          "' of an activation; train with --activation swish --probe at=0,N"));
  }
  if (!std::isfinite(result.start)) result.start = quantile(result.values.front(), 0.5);
  result.label = text("from ", report::compact_number(result.start));
  return result;
}

// Bins of one width for all runs, their middles at multiples of it: where a run starts is no edge.
struct ParameterBins {
  double low = 0.0, width = 1.0;
  std::size_t count = 1;

  double edge(std::size_t bin) const { return low + width * static_cast<double>(bin); }
};

ParameterBins bins_for(const std::vector<Trained>& runs) {
  double low = runs.front().start, high = low;
  for (const Trained& run : runs) {
    low = std::min({low, run.start, run.values.back().front()});
    high = std::max({high, run.start, run.values.back().back()});
  }
  const double width = high > low ? report::nice_step((high - low) / kParameterBins) : 0.05;
  const double first = std::round(low / width), last = std::round(high / width);
  return {(first - 0.5) * width, width, static_cast<std::size_t>(last - first) + 1};
}

std::vector<double> shares_in(const ParameterBins& bins, const std::vector<double>& values) {
  std::vector<double> shares(bins.count, 0.0);
  for (const double value : values) {
    const auto bin = static_cast<std::size_t>(std::max(0.0, (value - bins.low) / bins.width));
    shares[std::min(bin, bins.count - 1)] += 1.0 / static_cast<double>(values.size());
  }
  return shares;
}

std::size_t peak_of(const std::vector<double>& shares) {
  return static_cast<std::size_t>(std::ranges::max_element(shares) - shares.begin());
}

report::Panel values_panel(const std::vector<Trained>& runs, const std::string& parameter,
                           const ParameterBins& bins) {
  report::Panel panel{.title = "At the last look (dashed: where it started)",
                      .x = {.label = parameter},
                      .y = {.label = "% of channels"}};
  double highest = 0.0;
  for (const Trained& run : runs) {
    report::Series series{.label = run.label, .x = {bins.edge(0)}, .y = {0.0}};
    const std::vector<double> shares = shares_in(bins, run.values.back());
    for (std::size_t bin = 0; bin < shares.size(); ++bin) {
      series.x.insert(series.x.end(), {bins.edge(bin), bins.edge(bin + 1)});
      series.y.insert(series.y.end(), {100.0 * shares[bin], 100.0 * shares[bin]});
      highest = std::max(highest, 100.0 * shares[bin]);
    }
    series.x.push_back(bins.edge(bins.count));
    series.y.push_back(0.0);
    panel.series.push_back(std::move(series));
  }
  for (const Trained& run : runs) {
    panel.series.push_back(
        {.label = run.label, .x = {run.start, run.start}, .y = {0.0, highest}, .dashed = true});
  }
  return panel;
}

report::Panel course_panel(const std::vector<Trained>& runs, const std::string& parameter) {
  report::Panel panel{.title = "While training: median, and 90 % of the channels",
                      .x = {.label = "step", .whole = true},
                      .y = {.label = parameter}};
  for (const Trained& run : runs) {
    report::Series series{.label = run.label, .x = run.steps, .markers = true};
    for (const std::vector<double>& values : run.values) {
      series.y.push_back(quantile(values, 0.5));
      series.low.push_back(quantile(values, kLowTail));
      series.high.push_back(quantile(values, kHighTail));
    }
    panel.series.push_back(std::move(series));
  }
  return panel;
}

std::string peak_sentence(const Trained& run, const ParameterBins& bins) {
  const std::vector<double>& values = run.values.back();
  const std::size_t peak = peak_of(shares_in(bins, values));
  const bool holds = run.start >= bins.edge(peak) && run.start < bins.edge(peak + 1);
  return text(run.label, ": peak between ", report::compact_number(bins.edge(peak), 4), " and ",
              report::compact_number(bins.edge(peak + 1), 4),
              holds ? ", where it started" : ", away from its start", "; median ",
              short_number(quantile(values, 0.5)), ", 90 % between ",
              short_number(quantile(values, kLowTail)), " and ",
              short_number(quantile(values, kHighTail)));
}

}  // namespace

ToldFigure parameter_figure(const std::vector<NamedRecording>& runs, const std::string& parameter) {
  std::vector<Trained> all;
  for (const NamedRecording& run : runs) all.push_back(trained(run, parameter));
  const std::vector<Trained> labelled = all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::ranges::count(labelled, all[i].label, &Trained::label) > 1) {
      all[i].label += text(" (", runs[i].path, ")");
    }
  }
  const ParameterBins bins = bins_for(all);
  ToldFigure result{
      .figure = {.title = text("Trained values of ", parameter),
                 .panels = {values_panel(all, parameter, bins), course_panel(all, parameter)}},
      .sentence = ""};
  for (const Trained& run : all) {
    result.sentence += (result.sentence.empty() ? "" : "\n") + peak_sentence(run, bins);
  }
  return result;
}

}  // namespace actlab::dynamics
