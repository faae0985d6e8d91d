#include <actlab/dynamics/report/run_tables.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace actlab::dynamics {
namespace {

struct SiteNumber {
  const char* name;
  double (*of)(const SiteLook&);
  bool counts_events = false;
};

template <auto member>
double of_activation(const SiteLook& look) {
  return look.activation ? static_cast<double>((*look.activation).*member) : kNotMeasured;
}

constexpr std::array kSiteNumbers = {
    SiteNumber{"entering", [](const SiteLook& look) { return look.entering; }},
    SiteNumber{"leaving", [](const SiteLook& look) { return look.leaving; }},
    SiteNumber{"factor", [](const SiteLook& look) { return look.factor(); }},
    SiteNumber{"z-mean", of_activation<&ActivationLook::z_mean>},
    SiteNumber{"z-deviation", of_activation<&ActivationLook::z_deviation>},
    SiteNumber{"bump", of_activation<&ActivationLook::bump>},
    SiteNumber{"not-finite", of_activation<&ActivationLook::not_finite>},
    SiteNumber{"y-mean", of_activation<&ActivationLook::y_mean>},
    SiteNumber{"y-square", of_activation<&ActivationLook::y_square>},
    SiteNumber{"slope-square", of_activation<&ActivationLook::slope_square>},
    SiteNumber{"flat", of_activation<&ActivationLook::flat>},
    SiteNumber{"dead", of_activation<&ActivationLook::dead>},
    SiteNumber{"saturated", of_activation<&ActivationLook::saturated>},
    SiteNumber{"died", of_activation<&ActivationLook::died>, true},
    SiteNumber{"revived", of_activation<&ActivationLook::revived>, true}};

struct ParameterNumber {
  const char* name;
  double ParameterLook::*of;
};

constexpr std::array kParameterNumbers = {
    ParameterNumber{"mean", &ParameterLook::mean},
    ParameterNumber{"deviation", &ParameterLook::deviation},
    ParameterNumber{"gradient", &ParameterLook::gradient},
    ParameterNumber{"signal-over-noise", &ParameterLook::signal_over_noise},
    ParameterNumber{"update", &ParameterLook::update},
    ParameterNumber{"cosine", &ParameterLook::cosine}};

Statistic empty_statistic(const char* name, bool of_sites, std::size_t rows, std::size_t columns) {
  return {name, of_sites, {rows, std::vector<double>(columns, kNotMeasured)}};
}

// Of a look that is not shown, only events go into the column of the next that is.
void fill_sites(std::vector<Statistic>& statistics, const Rows& rows, const Snapshot& snapshot,
                std::size_t column, bool is_shown) {
  for (const SiteLook& look : snapshot.sites) {
    const std::size_t row = rows.site(look.name);
    for (std::size_t k = 0; k < kSiteNumbers.size(); ++k) {
      double& cell = statistics[k].rows[row][column];
      const double number = kSiteNumbers[k].of(look);
      if (kSiteNumbers[k].counts_events && !std::isnan(cell)) {
        cell += number;
      } else if (kSiteNumbers[k].counts_events || is_shown) {
        cell = number;
      }
    }
  }
}

void fill_parameters(std::vector<Statistic>& statistics, const Rows& rows, const Snapshot& snapshot,
                     std::size_t column) {
  for (const ParameterLook& look : snapshot.parameters) {
    const std::size_t row = rows.parameter(look.name);
    for (std::size_t k = 0; k < kParameterNumbers.size(); ++k) {
      statistics[k].rows[row][column] = look.*kParameterNumbers[k].of;
    }
  }
}

}  // namespace

Rows::Rows(const Layout& layout) {
  for (const Site& site : layout.sites) sites_.emplace(site.name, sites_.size());
  for (const ParameterEntry& entry : layout.parameters) {
    parameters_.emplace(entry.name, parameters_.size());
  }
}

std::vector<Statistic> statistics_of(const Recording& recording, const Rows& rows,
                                     const std::vector<std::size_t>& chosen) {
  std::vector<Statistic> of_sites, of_parameters;
  for (const SiteNumber& number : kSiteNumbers) {
    of_sites.push_back(
        empty_statistic(number.name, true, recording.layout.sites.size(), chosen.size()));
  }
  for (const ParameterNumber& number : kParameterNumbers) {
    of_parameters.push_back(
        empty_statistic(number.name, false, recording.layout.parameters.size(), chosen.size()));
  }
  std::size_t column = 0;
  for (std::size_t n = 0; n < recording.snapshots.size() && column < chosen.size(); ++n) {
    const bool is_shown = n == chosen[column];
    fill_sites(of_sites, rows, recording.snapshots[n], column, is_shown);
    if (!is_shown) continue;
    fill_parameters(of_parameters, rows, recording.snapshots[n], column);
    ++column;
  }
  std::ranges::move(of_parameters, std::back_inserter(of_sites));
  return of_sites;
}

}  // namespace actlab::dynamics
