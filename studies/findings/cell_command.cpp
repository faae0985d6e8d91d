#include <actlab/studies/findings/cell_command.h>

#include <algorithm>
#include <sstream>
#include <variant>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/studies/running/training_trial_spec.h>
#include <actlab/studies/running/trial_settings.h>
#include <actlab/studies/store/stored_json.h>
#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

using Words = std::vector<std::string>;

// "batch-size" of the JSON key "batch_size".
std::string flag_name(std::string key) {
  std::ranges::replace(key, '_', '-');
  return key;
}

// What stands behind the flag: three words of three numbers, else one.
Words words_of(training::Config& config, const std::string& name, const std::string& value) {
  const Settings settings = config.settings();
  const auto setting = std::ranges::find(settings, name, &Setting::name);
  if (setting == settings.end() ||
      !std::holds_alternative<std::optional<ThreeNumbers>*>(setting->field)) {
    return {value};
  }
  std::istringstream input(value);
  Words words;
  for (std::string word; input >> word;) words.push_back(word);
  return words;
}

// The first that `now` has otherwise; null where none is.
const TrialSettings::value_type* first_other(const TrialSettings& wanted,
                                             const TrialSettings& now) {
  const auto place = std::ranges::find_if(wanted, [&](const auto& setting) {
    return setting_value(now, setting.first) != setting.second;
  });
  return place == wanted.end() ? nullptr : &*place;
}

// Sets what differs, one after the other, since one setting decides the defaults of others. Throws
// UsageError for what the task does not have.
Words flags_to(const TrialSettings& wanted, training::Config& config) {
  Words flags;
  for (std::size_t i = 0; i <= wanted.size(); ++i) {
    const TrialSettings now = TrialSettingsReader().of(to_json({config}));
    const auto* other = first_other(wanted, now);
    if (other == nullptr && now.size() == wanted.size()) return flags;
    if (other == nullptr) break;
    const std::string name = flag_name(other->first);
    const Words words = words_of(config, name, other->second);
    training::set_field(config, name, words);
    flags.push_back("--" + name);
    flags.insert(flags.end(), words.begin(), words.end());
  }
  throw UsageError("[command] no flags come to these settings");
}

bool allows_constants(const Trial& trial) {
  const Json config = object_or_empty(trial.configuration).value("config", Json::object());
  return config.is_object() && config.value("allow_constant", Json()) == Json(true);
}

Words command_of(const Trial& trial, const training::TaskTable& tasks) {
  const TrialSettings wanted = TrialSettingsReader().of(trial.configuration);
  const training::TaskKind& kind = training::find_task(tasks, setting_value(wanted, "task"));
  AnyConfig config = *kind.config();
  config->seed = trial.seed;  // draws the data where nothing else does
  Words words = {"./run", "train"};
  if (kind.name != tasks.front().name) words.insert(words.end(), {"--task", kind.name});
  const Words flags = flags_to(wanted, *config);
  words.insert(words.end(), flags.begin(), flags.end());
  if (allows_constants(trial)) words.insert(words.end(), {"--allow-constant", "on"});
  if (config->average != 1) words.insert(words.end(), {"--average", "1"});  // as trials are judged
  words.insert(words.end(), {"--activation", trial.formula, "--seed", text(trial.seed),
                             "--max-steps", text(trial.budget)});
  return words;
}

}  // namespace

std::string shell_word(const std::string& word) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-_./:,=+").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!word.empty() && std::ranges::all_of(word, plain)) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string cell_command(const Trial& trial, const training::TaskTable& tasks) {
  try {
    return joined(command_of(trial, tasks), " ", shell_word);
  } catch (const Error&) {
    return "";
  }
}

}  // namespace actlab::studies
