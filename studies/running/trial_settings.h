// The settings that decide what comes of a trial, beside its formula, seed and budget: as its
// configuration has them, with what that leaves to the optimizer or to the seed filled in. Two
// trials of equal settings train alike, whichever version of this program has written them.
//
// What only says how a training is carried out (folders, threads, logs) is no such setting.
// "data_seed" draws validation examples and generated data (see training_trial.h).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace actlab::studies {

// Names as in JSON with values as behind a flag, {{"data", "cifar10"}, {"lr", "0.05"}}: first the
// task, then what is the task's own, then what every task has. What has no value (a mean that is
// the data's own) or no effect (the momentum of adam) is not there.
using TrialSettings = std::vector<std::pair<std::string, std::string>>;

// "" where there is none of that name.
std::string setting_value(const TrialSettings& settings, std::string_view name);

// Whether it is one of them; "batch-size" and "batch_size" are the same.
bool decides_a_trial(std::string_view name);

// Reads the settings of trials, most of which share one configuration: each is parsed once. No
// configuration is refused: one that is no training's has whatever names and values it holds.
class TrialSettingsReader {
 public:
  const TrialSettings& of(const std::string& configuration);

 private:
  std::map<std::string, TrialSettings> parsed_;
};

}  // namespace actlab::studies
