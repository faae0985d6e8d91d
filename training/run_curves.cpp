#include <actlab/training/run_curves.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>

namespace actlab::training {
namespace {

// A run that is looked into is the same run.
constexpr std::array<std::string_view, 12> kNotOfTheRun = {
    "seed", "data_seed", "output", "threads",      "log_every",      "checkpoint_every",
    "keep", "quiet",     "probe",  "probe_layers", "probe_examples", "tensorboard"};

bool same_but_chance(const RecordedRun& a, const RecordedRun& b) {
  const auto kept = [](const RecordedRun& run) {
    std::map<std::string, std::string> settings = run.settings;
    std::erase_if(settings, [](const auto& entry) { return is_chance_or_output(entry.first); });
    return settings;
  };
  return !a.settings.empty() && kept(a) == kept(b);
}

// Seeds make two runs a sample; with a data seed of its own, a run may share the other.
bool same_seeds(const RecordedRun& a, const RecordedRun& b) {
  return a.setting("seed") == b.setting("seed") && a.setting("data_seed") == b.setting("data_seed");
}

// The curve's value at this place; nothing where it has none.
std::optional<double> value_at(const Curve& curve, double at) {
  const auto found = std::ranges::lower_bound(curve.at, at);
  if (found == curve.at.end() || *found != at) return std::nullopt;
  return curve.values[static_cast<std::size_t>(found - curve.at.begin())];
}

}  // namespace

bool is_chance_or_output(const std::string& setting) {
  return std::ranges::count(kNotOfTheRun, setting) > 0;
}

Curve curve_of(const RecordedRun& run, const std::string& column) {
  Curve curve;
  for (const Record& record : run.records) {
    const auto value = find_measure(record.values, column);
    if (!value) continue;
    if (curve.unit.empty()) curve.unit = record.unit;
    if (record.unit != curve.unit) continue;
    curve.at.push_back(static_cast<double>(record.at));
    curve.values.push_back(std::isfinite(*value) ? *value : NAN);
  }
  if (curve.at.empty()) {
    throw UsageError(text("[curves] ", run.path, " has no '", column,
                          "'; it has: ", joined(columns_of(run), ", ")));
  }
  return curve;
}

std::vector<std::string> columns_of(const RecordedRun& run) {
  std::vector<std::string> columns;
  for (const Record& record : run.records) {
    for (const auto& [name, value] : record.values) {
      if (std::ranges::count(columns, name) == 0) columns.push_back(name);
    }
  }
  return columns;
}

void smooth(Curve& curve, int width) {
  const std::vector<double> original = curve.values;
  const auto count = static_cast<std::int64_t>(original.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t first = std::max<std::int64_t>(0, i - width / 2);
    const std::int64_t last = std::min<std::int64_t>(count - 1, i + width / 2);
    double sum = 0.0;
    for (std::int64_t j = first; j <= last; ++j) sum += original[static_cast<std::size_t>(j)];
    curve.values[static_cast<std::size_t>(i)] = sum / static_cast<double>(last - first + 1);
  }
}

std::vector<std::vector<std::size_t>> seed_groups(const std::vector<RecordedRun>& runs) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto takes = [&](const std::vector<std::size_t>& group) {
      return same_but_chance(runs[group.front()], runs[i]) &&
             std::ranges::none_of(
                 group, [&](std::size_t other) { return same_seeds(runs[other], runs[i]); });
    };
    const auto found = std::ranges::find_if(groups, takes);
    if (found == groups.end()) {
      groups.push_back({i});
    } else {
      found->push_back(i);
    }
  }
  return groups;
}

Band band_of(const std::vector<Curve>& curves) {
  if (curves.empty()) throw Error("[curves] a band needs at least one curve");
  Band band;
  band.mean.unit = curves.front().unit;
  for (const Curve& curve : curves) {
    if (curve.unit == band.mean.unit) continue;
    throw Error(
        text("[curves] a curve by ", curve.unit, " and one by ", band.mean.unit, " make no band"));
  }
  for (const double at : curves.front().at) {
    double sum = 0.0, low = INFINITY, high = -INFINITY;
    std::size_t count = 0;
    for (const Curve& curve : curves) {
      const auto value = value_at(curve, at);
      if (!value) continue;
      ++count;
      sum += *value;
      low = std::isnan(*value) ? NAN : std::min(low, *value);
      high = std::isnan(*value) ? NAN : std::max(high, *value);
    }
    if (count < curves.size()) continue;
    band.mean.at.push_back(at);
    band.mean.values.push_back(sum / static_cast<double>(count));
    band.low.push_back(low);
    band.high.push_back(high);
  }
  return band;
}

}  // namespace actlab::training
