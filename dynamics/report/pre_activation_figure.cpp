#include <actlab/dynamics/report/pre_activation_figure.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/statistics.h>

namespace actlab::dynamics {
namespace {

constexpr double kDrawnTo = 8.0;  // z on both sides of zero: where bins are of one width

std::string one_digit_percent(double share) {
  return report::compact_number(std::round(1000.0 * share) / 10.0, 4) + " %";
}

std::string described(const Layout& layout, const std::string& key) {
  const auto found =
      std::ranges::find(layout.description, key, &std::pair<std::string, std::string>::first);
  return found == layout.description.end() ? "" : found->second;
}

struct Layer {
  std::string name;
  double units = 0.0;
  const ActivationLook* look = nullptr;
};

// In the order of computation.
std::vector<Layer> layers_of(const Layout& layout, const Snapshot& snapshot) {
  std::vector<Layer> layers;
  for (const Site& site : layout.sites) {
    const SiteLook* look = find_site(snapshot, site.name);
    if (look == nullptr || !look->activation || look->activation->z.counts.empty()) continue;
    layers.push_back({site.name, static_cast<double>(site.units), &*look->activation});
  }
  return layers;
}

std::vector<double> shares_of(const Histogram& histogram) {
  std::vector<double> shares(edges(Scale::value).size() - 1, 0.0);
  double total = 0.0;
  for (const std::int64_t count : histogram.counts) total += static_cast<double>(count);
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const std::size_t bin = static_cast<std::size_t>(histogram.first) + i;
    shares[bin] = static_cast<double>(histogram.counts[i]) / total;
  }
  return shares;
}

// A density at the middles of the bins between -8 and 8.
report::Series density(const std::string& label, const std::vector<double>& shares) {
  const std::vector<double>& borders = edges(Scale::value);
  report::Series series{.label = label};
  for (std::size_t bin = 0; bin < shares.size(); ++bin) {
    if (borders[bin] < -kDrawnTo || borders[bin + 1] > kDrawnTo) continue;
    series.x.push_back((borders[bin] + borders[bin + 1]) / 2.0);
    series.y.push_back(shares[bin] / (borders[bin + 1] - borders[bin]));
  }
  return series;
}

report::Series normal_density(const std::vector<double>& at) {
  report::Series series{.label = "N(0, 1)", .x = at, .dashed = true};
  for (const double z : at) {
    series.y.push_back(std::exp(-z * z / 2.0) / std::sqrt(2.0 * std::numbers::pi));
  }
  return series;
}

report::Panel pooled_panel(const std::vector<std::string>& labels,
                           const std::vector<PooledPreActivations>& pools) {
  report::Panel panel{.title = "All layers, each unit weighing the same",
                      .x = {.label = "pre-activation z"},
                      .y = {.label = "density"}};
  for (std::size_t i = 0; i < pools.size(); ++i) {
    panel.series.push_back(density(labels[i], pools[i].shares));
  }
  panel.series.push_back(normal_density(panel.series.front().x));
  return panel;
}

report::Panel bump_panel(const std::vector<std::string>& labels,
                         const std::vector<std::vector<Layer>>& looks) {
  report::Panel panel{.title = "Share between -5 and 0, layer by layer",
                      .x = {.label = "activation, from the first to the last", .whole = true},
                      .y = {.label = "%"}};
  for (std::size_t i = 0; i < looks.size(); ++i) {
    report::Series series{.label = labels[i], .dots = true};
    for (const Layer& layer : looks[i]) {
      series.x.push_back(static_cast<double>(series.x.size() + 1));
      series.y.push_back(100.0 * layer.look->bump);
    }
    panel.series.push_back(std::move(series));
  }
  const auto last = static_cast<double>(looks.front().size());
  panel.x.range = report::Range{0.5, last + 0.5};
  panel.series.push_back({.label = "N(0, 1)",
                          .x = {1.0, last},
                          .y = {100.0 * kBumpOfNormal, 100.0 * kBumpOfNormal},
                          .dashed = true});
  return panel;
}

// Layers of one stage ("layer2") share a colour.
report::Panel layers_panel(const std::string& when, const std::vector<Layer>& layers) {
  report::Panel panel{.title = "Each layer, " + when,
                      .x = {.label = "pre-activation z"},
                      .y = {.label = "density"}};
  for (const Layer& layer : layers) {
    const std::string stage = layer.name.substr(0, layer.name.find('.'));
    panel.series.push_back(density(stage, shares_of(layer.look->z)));
  }
  return panel;
}

std::string bump_sentence(const std::vector<std::string>& labels,
                          const std::vector<PooledPreActivations>& pools,
                          const std::vector<Layer>& last) {
  const auto by_bump = [](const Layer& a, const Layer& b) { return a.look->bump < b.look->bump; };
  const auto [least, most] = std::ranges::minmax_element(last, by_bump);
  return text("between -5 and 0 lie ", one_digit_percent(pools.front().bump),
              " of pre-activations at ", labels.front(), " and ",
              one_digit_percent(pools.back().bump), " at ", labels.back(),
              " (N(0, 1): ", one_digit_percent(kBumpOfNormal), "); by layer then ",
              one_digit_percent(least->look->bump), " (", least->name, ") to ",
              one_digit_percent(most->look->bump), " (", most->name, ")");
}

}  // namespace

PooledPreActivations pooled(const Layout& layout, const Snapshot& snapshot) {
  PooledPreActivations result{std::vector<double>(edges(Scale::value).size() - 1, 0.0)};
  double units = 0.0;
  for (const Layer& layer : layers_of(layout, snapshot)) {
    const std::vector<double> shares = shares_of(layer.look->z);
    for (std::size_t i = 0; i < shares.size(); ++i) result.shares[i] += layer.units * shares[i];
    result.bump += layer.units * layer.look->bump;
    units += layer.units;
  }
  for (double& share : result.shares) share /= units;
  result.bump /= units;
  return result;
}

ToldFigure pre_activation_figure(const Recording& recording) {
  std::vector<const Snapshot*> snapshots;
  for (const Snapshot& s : recording.snapshots) {
    if (!layers_of(recording.layout, s).empty()) snapshots.push_back(&s);
  }
  if (snapshots.size() < 2) {
    throw UsageError(
        "[figure] needs a run that was looked at twice, at its start and at its end: train with "
        "--probe at=0,N");
  }
  std::vector<std::string> labels;
  std::vector<PooledPreActivations> pools;
  std::vector<std::vector<Layer>> looks;
  for (const Snapshot* s : {snapshots.front(), snapshots.back()}) {
    labels.push_back(text("step ", s->step));
    pools.push_back(pooled(recording.layout, *s));
    looks.push_back(layers_of(recording.layout, *s));
  }
  report::Figure figure{.title = text("Pre-activations of ", described(recording.layout, "model"),
                                      " with ", described(recording.layout, "activation")),
                        .panels = {pooled_panel(labels, pools), bump_panel(labels, looks),
                                   layers_panel("at " + labels.front(), looks.front()),
                                   layers_panel("at " + labels.back(), looks.back())}};
  figure.note =
      text("Between -5 and 0, each unit weighing the same: ", one_digit_percent(pools.front().bump),
           " at ", labels.front(), ", ", one_digit_percent(pools.back().bump), " at ",
           labels.back(), "; N(0, 1) has ", one_digit_percent(kBumpOfNormal), ".");
  const std::string sentence = bump_sentence(labels, pools, looks.back());
  return {std::move(figure), sentence};
}

}  // namespace actlab::dynamics
