#include <actlab/dynamics/record_files.h>

#include <charconv>
#include <cmath>
#include <cstdlib>

#include <actlab/core/base/formatted.h>
#include <actlab/dynamics/snapshot_json.h>

namespace actlab::dynamics {
namespace {

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
  header_.clear();
  jsonl_ = std::make_unique<LineFile>(folder_ + "/dynamics.jsonl", [&](std::string_view line) {
    if (is_header_line(line)) {
      header_ = std::string(line) + "\n";
      return true;
    }
    const std::int64_t step = step_of_line(line);
    return step >= 0 && step < steps_done;
  });
  csv_ = std::make_unique<LineFile>(folder_ + "/dynamics.csv", [&](std::string_view row) {
    const std::int64_t step = step_of_row(row);
    return step < steps_done && (step >= 0 || kCsvHeader.starts_with(row));
  });
}

void RecordFiles::write(const Layout& layout, const Snapshot& snapshot) {
  const std::string header = header_line(layout);
  if (header_.empty()) csv_->append(kCsvHeader);
  if (header != header_) jsonl_->append(header);
  header_ = header;
  jsonl_->append(snapshot_line(snapshot));
  csv_->append(csv_rows(snapshot));
}

}  // namespace actlab::dynamics
