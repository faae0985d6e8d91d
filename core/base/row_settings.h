// Settings that belong to a row of a table: to a thing that is made by its name (an optimizer, a
// network, an initialisation) from an options struct of its own.
//
//   struct AdamOptions { double beta1 = 0.9; ... };
//   const std::vector<Knob<AdamOptions>> knobs = {
//       knob::number("beta1", &AdamOptions::beta1, 0.0, 0.9999, "decay of the mean of gradients")};
//   const AdamOptions options = with(AdamOptions{}, knobs, {{"beta1", 0.8}});
//
// A knob is written once, beside its options. Its default is that of the struct; the flag, the help
// text, the key in JSON files and the errors come from it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <actlab/core/base/setting.h>
#include <actlab/core/base/setting_checks.h>

namespace actlab {

using SettingValue = std::variant<bool, std::int64_t, double, std::string>;

// "on", "3", "1e-08", "a"
std::string to_text(const SettingValue& value);

struct RowSetting {
  std::string name;
  SettingValue usual;
  std::string help;
  std::vector<std::string> choices = {};  // the words that may be given; empty where any
};

// What was given, by name: {{"beta1", 0.8}, {"shortcut", "b"}}. The rest is as usual.
class GivenSettings {
 public:
  GivenSettings() = default;
  GivenSettings(std::initializer_list<std::pair<const char*, SettingValue>> values);

  void set(const std::string& name, const SettingValue& value);
  std::optional<SettingValue> find(const std::string& name) const;
  std::vector<std::string> names() const;  // of those that have a value
  // Those alone that belong to these settings.
  GivenSettings only(const std::vector<RowSetting>& settings) const;

  // Gives what is not given yet: the usual values.
  void fill_in(const std::vector<RowSetting>& settings);

  // Where a configuration may write a value of the type that the setting usually has.
  SettingField field(const RowSetting& setting);

 private:
  using Place = std::variant<std::optional<bool>, std::optional<std::int64_t>,
                             std::optional<double>, std::optional<std::string>>;
  static Place place_of(const SettingValue& value);

  std::map<std::string, Place> places_;
};

// Throws UsageError for a name that is none of a row's settings, with the nearest of them.
void require_known(const GivenSettings& given, const std::string& row,
                   const std::vector<RowSetting>& settings);

template <class Options>
struct Knob {
  std::string name;
  std::string help;
  std::function<SettingValue(const Options&)> get;
  std::function<void(Options&, const SettingValue&)> set;  // throws UsageError for what it refuses
  std::vector<std::string> choices = {};
};

namespace knob {

// "[config] --beta1 needs a number"
[[noreturn]] void refuse(const char* name, const char* expected);

template <class Options>
Knob<Options> on_off(const char* name, bool Options::*member, std::string help) {
  return {name, std::move(help), [=](const Options& options) { return options.*member; },
          [=](Options& options, const SettingValue& value) {
            if (!std::holds_alternative<bool>(value)) refuse(name, "on or off");
            options.*member = std::get<bool>(value);
          }};
}

template <class Options>
Knob<Options> whole(const char* name, std::int64_t Options::*member, std::int64_t least,
                    std::int64_t most, std::string help) {
  return {name, std::move(help), [=](const Options& options) { return options.*member; },
          [=](Options& options, const SettingValue& value) {
            if (!std::holds_alternative<std::int64_t>(value)) {
              refuse(name, "a whole number");
            }
            options.*member = std::get<std::int64_t>(value);
            require_range(name, options.*member, least, most);
          }};
}

template <class Options>
Knob<Options> number(const char* name, double Options::*member, double least, double most,
                     std::string help) {
  return {name, std::move(help), [=](const Options& options) { return options.*member; },
          [=](Options& options, const SettingValue& value) {
            if (const auto* whole_number = std::get_if<std::int64_t>(&value)) {
              options.*member = static_cast<double>(*whole_number);
            } else if (std::holds_alternative<double>(value)) {
              options.*member = std::get<double>(value);
            } else {
              refuse(name, "a number");
            }
            require_range(name, options.*member, least, most);
          }};
}

// One of several, each with the word that is typed for it.
template <class Options, class Choice>
Knob<Options> choice(const char* name, Choice Options::*member,
                     const std::vector<std::pair<std::string, std::type_identity_t<Choice>>>& rows,
                     std::string help) {
  std::vector<std::string> words;
  for (const auto& row : rows) words.push_back(row.first);
  const auto get = [=](const Options& options) -> SettingValue {
    for (const auto& [word, value] : rows) {
      if (options.*member == value) return word;
    }
    return std::string();
  };
  const auto set = [=](Options& options, const SettingValue& given) {
    const std::string typed = to_text(given);
    require_choice(name, typed, words);
    for (const auto& [word, value] : rows) {
      if (word == typed) options.*member = value;
    }
  };
  return {name, std::move(help), get, set, words};
}

}  // namespace knob

template <class Options>
std::vector<RowSetting> shown(const Options& usual, const std::vector<Knob<Options>>& knobs) {
  std::vector<RowSetting> settings;
  for (const Knob<Options>& knob : knobs) {
    settings.push_back({knob.name, knob.get(usual), knob.help, knob.choices});
  }
  return settings;
}

// `options` with what is given. Throws UsageError for a value that a knob refuses.
template <class Options>
Options with(Options options, const std::vector<Knob<Options>>& knobs, const GivenSettings& given) {
  for (const Knob<Options>& knob : knobs) {
    if (const auto value = given.find(knob.name)) knob.set(options, *value);
  }
  return options;
}

// ---- a whole table ----------------------------------------------------------------------------

struct RowOfTable {
  std::string name;  // as it is typed, or its pattern
  const std::vector<RowSetting>& settings;
  bool chosen;
};

// The settings of all rows as a section of a configuration, one a name: "beta1: ... (adam: 0.9)".
// Those that the chosen row does not have are idle.
Settings settings_of(const std::vector<RowOfTable>& rows, GivenSettings& given, OnResume on_resume);

}  // namespace actlab
