// The flags of a program that trains or evaluates: one for each setting of a training::Config.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/training/config.h>
#include <actlab/training/config_text.h>
#include <actlab/training/task_table.h>
#include "examples/command_line.h"

namespace actlab {

// For the help of --task: "images: ...; points: ...".
inline std::string task_list(const training::TaskTable& table) {
  return joined(table, "; ",
                [](const training::TaskKind& kind) { return kind.name + ": " + kind.help; });
}

// "$DIR" of a script in which DIR is not set must not become the default in silence.
inline void require_not_empty(const std::string& flag, const std::string& value) {
  if (value.empty()) {
    throw UsageError(text("[config] ", flag, " is empty; give it a value, or leave it out"));
  }
}

class ConfigFlags {
 public:
  // Adds flags for the settings named in `only`, or for all of them. `defaults` is for the help.
  ConfigFlags(CLI::App& app, const std::vector<std::string>& only,
              const training::Config& defaults) {
    const auto copy = defaults.clone();
    for (const Setting& setting : copy->settings()) {
      if (only.empty() || std::ranges::count(only, setting.name) > 0) add(app, setting);
    }
  }
  ConfigFlags(const ConfigFlags&) = delete;  // the app knows where the words lie
  ConfigFlags& operator=(const ConfigFlags&) = delete;

  // Sets those whose flags were given. Throws UsageError for one that would have no effect, like
  // the momentum of an optimizer that has none.
  void apply(training::Config& config) const {
    for (const auto& [name, words] : words_) {
      if (words.empty()) continue;
      require_not_empty("--" + name, words.front());
      training::set_field(config, name, words);
    }
    for (const Setting& setting : config.settings()) {
      if (given(setting.name) && !setting.idle.empty()) {
        throw UsageError("[config] " + setting.idle);
      }
    }
  }
  std::vector<std::string> names_given() const {
    std::vector<std::string> names;
    for (const auto& [name, words] : words_) {
      if (!words.empty()) names.push_back(name);
    }
    return names;
  }
  bool given(const std::string& name) const {
    const auto found = words_.find(name);
    return found != words_.end() && !found->second.empty();
  }

 private:
  void add(CLI::App& app, const Setting& setting) {
    if (setting.name == "quiet") {  // the one switch: it stands alone
      app.add_flag_callback(
          "--quiet", [this] { words_["quiet"] = {"on"}; }, setting.help);
      return;
    }
    const bool three = std::holds_alternative<std::optional<ThreeNumbers>*>(setting.field);
    // one flag, several times: the last one counts
    CLI::Option* option = app.add_option("--" + setting.name, words_[setting.name], setting.help)
                              ->type_name(type_name(setting))
                              ->expected(three ? 3 : 1)
                              ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    const std::string usual = training::field_text(setting);
    if (!usual.empty()) option->default_str(usual);
  }

  template <class Field, class Value>
  static constexpr bool is_or_optional() {
    return std::is_same_v<Field, Value> || std::is_same_v<Field, std::optional<Value>>;
  }

  static std::string type_name(const Setting& setting) {
    return std::visit(
        [](auto* field) -> std::string {
          using Field = std::decay_t<decltype(*field)>;
          if (is_or_optional<Field, bool>()) return "on|off";
          if (is_or_optional<Field, std::string>()) return "TEXT";
          if (std::is_same_v<Field, std::optional<ThreeNumbers>>) return "R G B";
          if (std::is_same_v<Field, std::vector<std::int64_t>>) return "N,N";
          return is_or_optional<Field, std::int64_t>() ? "N" : "NUMBER";
        },
        setting.field);
  }

  std::map<std::string, std::vector<std::string>> words_;
};

}  // namespace actlab
