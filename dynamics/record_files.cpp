#include <actlab/dynamics/record_files.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/snapshot_json.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/loop.h>

namespace actlab::dynamics {
namespace {

constexpr const char* kLooksKey = "dynamics.looks";
constexpr std::string_view kCsvHeader = "step,name,statistic,value\n";

std::int64_t step_of_row(std::string_view row) {
  std::int64_t step = -1;
  std::from_chars(row.data(), row.data() + row.size(), step);
  return step;
}

std::string nine_digits(double value) { return formatted("%.9g", value); }
std::string cell(double value) { return std::isfinite(value) ? nine_digits(value) : ""; }

// What is read back from the file: rounded twice, a number may be another float.
double as_recorded(double value) {
  return std::isfinite(value) ? std::strtod(nine_digits(value).c_str(), nullptr) : kNotMeasured;
}

std::string csv_rows(const Snapshot& snapshot) {
  std::string rows;
  const std::string step = std::to_string(snapshot.step);
  for (const NamedStatistic& s : statistics(snapshot)) {
    rows += step + "," + s.name + "," + s.statistic + "," + cell(s.value) + "\n";
  }
  return rows;
}

void add_activation(const std::string& name, const ActivationLook& a,
                    std::vector<NamedStatistic>& into) {
  const auto count = [](std::int64_t number) { return static_cast<double>(number); };
  into.push_back({name, "z.mean", a.z_mean});
  into.push_back({name, "z.std", a.z_deviation});
  into.push_back({name, "z.bump", a.bump});
  into.push_back({name, "z.not_finite", count(a.not_finite)});
  into.push_back({name, "y.mean", a.y_mean});
  into.push_back({name, "y.square", a.y_square});
  into.push_back({name, "slope.square", a.slope_square});
  into.push_back({name, "slope.flat", a.flat});
  into.push_back({name, "slope.dead", count(a.dead)});
  into.push_back({name, "slope.saturated", count(a.saturated)});
  into.push_back({name, "slope.died", count(a.died)});
  into.push_back({name, "slope.revived", count(a.revived)});
}

}  // namespace

std::vector<NamedStatistic> statistics(const Snapshot& snapshot) {
  std::vector<NamedStatistic> result{{"", "loss", snapshot.loss}};
  for (const SiteLook& site : snapshot.sites) {
    if (site.attention) continue;  // no single numbers
    if (site.activation) add_activation(site.name, *site.activation, result);
    result.push_back({site.name, "gradient.entering", site.entering});
    result.push_back({site.name, "gradient.leaving", site.leaving});
    result.push_back({site.name, "gradient.factor", site.factor()});
  }
  for (const ParameterLook& p : snapshot.parameters) {
    result.push_back({p.name, "mean", p.mean});
    result.push_back({p.name, "std", p.deviation});
    result.push_back({p.name, "gradient", p.gradient});
    result.push_back({p.name, "signal_over_noise", p.signal_over_noise});
    result.push_back({p.name, "update", p.update});
    result.push_back({p.name, "cosine", p.cosine});
  }
  for (NamedStatistic& s : result) s.value = as_recorded(s.value);
  return result;
}

void RecordFiles::begin(std::int64_t steps_done) {
  begun_ = true;
  open(steps_done == 0 ? 0
                       : steps_done + 1);  // before the first step there is nothing to go on from
  if (const std::int64_t there = looks_before(steps_done); there < known_) {
    say_(text("note: ", folder_, "/dynamics.jsonl has ", there, " of the ", known_,
              " looks that were taken before step ", steps_done, "; the others are lost"));
  }
}

// Keeps the looks of steps before `end`.
void RecordFiles::open(std::int64_t end) {
  steps_.clear();
  header_.clear();
  jsonl_ = std::make_unique<LineFile>(folder_ + "/dynamics.jsonl", [&](std::string_view line) {
    if (is_header_line(line)) {
      header_ = std::string(line) + "\n";
      return end > 0;
    }
    const std::int64_t step = step_of_line(line);
    if (step < 0 || step >= end) return false;
    steps_.push_back(step);
    return true;
  });
  if (end == 0) header_.clear();
  std::vector<std::int64_t> csv_steps;
  csv_has_header_ = false;
  csv_ = std::make_unique<LineFile>(folder_ + "/dynamics.csv", [&](std::string_view row) {
    const std::int64_t step = step_of_row(row);
    if (step < 0 && csv_steps.empty() && !csv_has_header_ && end > 0) {
      return csv_has_header_ = kCsvHeader.starts_with(row);
    }
    if (step < 0 || step >= end) return false;
    if (csv_steps.empty() || csv_steps.back() != step) csv_steps.push_back(step);
    return true;
  });
  if (csv_steps != steps_) rebuild_csv();
}

void RecordFiles::rebuild_csv() {
  std::ifstream file(folder_ + "/dynamics.jsonl", std::ios::binary);
  std::string content(kCsvHeader);
  for (std::string line; std::getline(file, line);) {
    if (step_of_line(line) < 0) continue;
    try {
      content += csv_rows(parse_snapshot(line, "dynamics.jsonl"));
    } catch (const Error&) {  // readers of the record say it
    }
  }
  write_file(folder_ + "/dynamics.csv", content);
  csv_has_header_ = true;
  csv_ = std::make_unique<LineFile>(folder_ + "/dynamics.csv", [](auto) { return true; });
}

void RecordFiles::write(const Layout& layout, const Snapshot& snapshot) {
  if (!steps_.empty() && snapshot.step <= steps_.back()) open(snapshot.step);
  const std::string header = header_line(layout);
  if (!csv_has_header_) csv_->append(kCsvHeader);
  csv_has_header_ = true;
  if (header != header_) jsonl_->append(header);
  header_ = header;
  jsonl_->append(snapshot_line(snapshot));
  csv_->append(csv_rows(snapshot));
  steps_.push_back(snapshot.step);
}

std::int64_t RecordFiles::looks_before(std::int64_t step) const {
  return std::ranges::count_if(steps_, [=](std::int64_t look) { return look < step; });
}

void RecordFiles::begin(training::Loop& loop) {
  if (begun_) return;
  try {
    begin(loop.steps_done());
  } catch (const Error& error) {
    say_(text("note: ", error.what()));
  }
}

void RecordFiles::save(training::Checkpoint& checkpoint) const {
  checkpoint.put(kLooksKey, looks_before(checkpoint.whole("step")));
}

void RecordFiles::load(const training::Checkpoint& checkpoint) {
  known_ = checkpoint.has(kLooksKey) ? checkpoint.whole(kLooksKey) : 0;
}

}  // namespace actlab::dynamics
