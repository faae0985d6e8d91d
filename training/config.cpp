#include <actlab/training/config.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>

namespace actlab::training {

Settings Config::settings() {
  Settings all = own_settings();
  const std::size_t own = all.size();
  const auto append = [&](Settings section) {
    for (Setting& setting : section) {
      const auto end = all.begin() + static_cast<std::ptrdiff_t>(own);
      if (std::ranges::find(all.begin(), end, setting.name, &Setting::name) != end) continue;
      all.push_back(std::move(setting));
    }
  };
  append(training::settings(static_cast<RunConfig&>(*this)));
  append(optim::settings(static_cast<optim::OptimizerConfig&>(*this)));
  append(optim::settings(static_cast<optim::ScheduleConfig&>(*this)));
  return all;
}

void Config::resolve() {
  activation = formula::compile(activation)->text;
  data_seed = data_seed.value_or(seed);
  optim::fill_in(*this);
  resolve_own();
}

void check(const Config& config) {
  config.check_own();
  training::check(static_cast<const RunConfig&>(config));
  optim::check(static_cast<const optim::OptimizerConfig&>(config));
  optim::check(static_cast<const optim::ScheduleConfig&>(config));
  if (config.average > 1 && config.average_decay > 0.0) {
    throw UsageError(
        "[config] --average and --average-decay are two ways to average weights; leave one out");
  }
}

std::vector<std::string> setting_names(const Config& config) {
  std::vector<std::string> names;
  for (const Setting& setting : config.clone()->settings()) names.push_back(setting.name);
  return names;
}

}  // namespace actlab::training
