#include <actlab/dynamics/report/run_json.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/report/function_curves.h>
#include <actlab/dynamics/report/packing.h>
#include <actlab/dynamics/report/picture_json.h>
#include <actlab/dynamics/report/run_tables.h>
#include <actlab/dynamics/statistics.h>

namespace actlab::dynamics {
namespace {

constexpr int kCurvePoints = 321;

Json finite_or_null(double number) { return std::isfinite(number) ? Json(number) : Json(); }

// ---- what stays the same ------------------------------------------------------------------------

Json formula_json(const FormulaEntry& entry) {
  Json parameters = Json::array();
  for (const FormulaEntry::Parameter& parameter : entry.parameters) {
    parameters.push_back(
        {{"name", parameter.name}, {"initial", finite_or_null(parameter.initial)}});
  }
  Json json = {{"name", entry.name},
               {"text", entry.text},
               {"parameters", parameters},
               {"slope_limit", finite_or_null(entry.slope_limit)},
               {"slope_limit_is", entry.slope_limit_is_supremum ? "supremum" : "quantile"},
               {"theory",
                {{"mean", finite_or_null(entry.mean)},
                 {"square", finite_or_null(entry.square)},
                 {"slope_square", finite_or_null(entry.slope_square)},
                 {"flat", finite_or_null(entry.flat)},
                 {"bump", kBumpOfNormal}}}};
  const FunctionCurves curves(entry.text);
  json["problem"] = curves.problem();
  if (curves.problem().empty()) json["curve"] = base64(number_bytes(curves.sample(kCurvePoints)));
  return json;
}

Json sites_json(const Layout& layout) {
  Json sites = Json::array();
  for (const Site& site : layout.sites) {
    sites.push_back({{"name", site.name},
                     {"kind", kind_name(site.kind)},
                     {"class", site.class_name},
                     {"units", site.units},
                     {"places", site.places},
                     {"formula", site.formula ? Json(*site.formula) : Json()}});
  }
  return sites;
}

Json parameters_json(const Layout& layout, const Rows& rows) {
  Json parameters = Json::array();
  for (const ParameterEntry& entry : layout.parameters) {
    const bool known = rows.has_site(entry.site);
    parameters.push_back({{"name", entry.name},
                          {"site", known ? Json(rows.site(entry.site)) : Json()},
                          {"group", entry.group},
                          {"shape", entry.shape.sizes()}});
  }
  return parameters;
}

// ---- numbers ------------------------------------------------------------------------------------

// A row that never changes is one number; rows that were never measured are left out.
Json statistic_json(const Statistic& statistic) {
  Json json = {{"of", statistic.of_sites ? "sites" : "parameters"},
               {"constant", Json::array()},
               {"rows", Json::array()}};
  std::string bytes;
  for (std::size_t row = 0; row < statistic.rows.size(); ++row) {
    const std::vector<double>& numbers = statistic.rows[row];
    if (std::ranges::all_of(numbers, [](double number) { return std::isnan(number); })) continue;
    if (std::ranges::all_of(numbers, [&](double number) { return number == numbers[0]; }) &&
        std::isfinite(numbers[0])) {
      json["constant"].push_back({row, numbers[0]});
    } else {
      json["rows"].push_back(row);
      bytes += number_bytes(numbers);
    }
  }
  json["packed"] = base64(bytes);
  return json;
}

std::size_t numbers_of(const std::vector<Snapshot>& looks) {
  std::size_t largest = 0;
  for (const Snapshot& look : looks) {
    std::size_t numbers = 6 * look.parameters.size();
    for (const SiteLook& site : look.sites) numbers += site.activation ? 15 : 3;
    largest = std::max(largest, numbers);
  }
  return largest;
}

}  // namespace

Json dynamics_json(const Recording& recording, const PageShare& share) {
  const Layout& layout = recording.layout;
  const std::vector<Snapshot>& looks = recording.snapshots;
  const Rows rows(layout);
  const std::size_t most = std::max<std::size_t>(2, share.numbers / (1 + numbers_of(looks)));
  const std::vector<std::size_t> shown = evenly_chosen(looks.size(), most);
  const ShownLooks pictured{recording, rows, shown};
  Json steps = Json::array(), losses = Json::array();
  for (const std::size_t n : shown) {
    steps.push_back(looks[n].step);
    losses.push_back(finite_or_null(looks[n].loss));
  }
  Json numbers = Json::object();
  for (const Statistic& statistic : statistics_of(recording, rows, shown)) {
    numbers[statistic.name] = statistic_json(statistic);
  }
  Json formulas = Json::array();
  for (const FormulaEntry& entry : layout.formulas) formulas.push_back(formula_json(entry));
  return {{"examples", layout.examples},
          {"all_looks", looks.size()},
          {"steps", steps},
          {"losses", losses},
          {"formulas", formulas},
          {"sites", sites_json(layout)},
          {"parameters", parameters_json(layout, rows)},
          {"numbers", numbers},
          {"attention", attention_json(pictured, share.histograms / 2)},
          {"histograms", histograms_json(pictured, share.histograms)},
          {"channels", channels_json(pictured, share.channels)}};
}

}  // namespace actlab::dynamics
