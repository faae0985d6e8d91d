// The settings that decide what comes of a trial, beside its formula, seed and budget: as its
// configuration has them, with what that leaves out or to the optimizer filled in. Two trials with
// equal settings train alike, whichever version of this program has written them.
//
// What only says how a training is carried out (folders, threads, logs) is no such setting.
// "data_seed" draws validation images and generated data (see training_trial.h).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <actlab/studies/running/training_trial_spec.h>

namespace actlab::studies {

// Names as in JSON with values as behind a flag, {{"data", "cifar10"}, {"lr", "0.05"}}, in the
// order of the help text. What has no value (the mean of the data's own) or no effect (the momentum
// of adam) is not there.
using TrialSettings = std::vector<std::pair<std::string, std::string>>;

TrialSettings trial_settings(const TrainingTrialSpec& spec);

// "" where there is none of that name.
std::string setting_value(const TrialSettings& settings, std::string_view name);

// Those that are not at their default, as "data cifar10, lr 0.05".
std::string settings_text(const TrialSettings& settings);

// The names of settings of the configuration that a trial's has no use for: what the trial itself
// says, and how it is carried out.
bool decides_a_trial(std::string_view setting_name);

// The settings of trials, most of which share one configuration: each is parsed once.
class TrialSettingsReader {
 public:
  // Of what is no training's configuration: whatever names and values it holds.
  const TrialSettings& of(const std::string& configuration);

 private:
  std::map<std::string, TrialSettings> parsed_;
};

}  // namespace actlab::studies
