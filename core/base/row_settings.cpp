#include <actlab/core/base/row_settings.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>

namespace actlab {
namespace {

std::string flags_of(const std::vector<RowSetting>& settings) {
  if (settings.empty()) return "none";
  return joined(settings, ", ", [](const RowSetting& setting) { return "--" + setting.name; });
}

const RowSetting* find(const std::vector<RowSetting>& settings, const std::string& name) {
  const auto found = std::ranges::find(settings, name, &RowSetting::name);
  return found == settings.end() ? nullptr : &*found;
}

// "sgd, rmsprop: 0.9; rmsprop-tf: 0.5": what the rows that have the setting take where none is
// given.
std::string usual_values(const std::vector<RowOfTable>& rows, const std::string& name) {
  std::vector<std::pair<std::string, std::string>> by_value;
  for (const RowOfTable& row : rows) {
    const RowSetting* setting = find(row.settings, name);
    if (setting == nullptr) continue;
    const std::string value = to_text(setting->usual);
    const auto same =
        std::ranges::find(by_value, value, &std::pair<std::string, std::string>::first);
    if (same != by_value.end()) {
      same->second += ", " + row.name;
    } else {
      by_value.emplace_back(value, row.name);
    }
  }
  return joined(by_value, "; ",
                [](const auto& entry) { return entry.second + ": " + entry.first; });
}

// "on, no-scale, off; ": all words that some row takes.
std::string choices_text(const std::vector<RowOfTable>& rows, const std::string& name) {
  std::vector<std::string> words;
  for (const RowOfTable& row : rows) {
    const RowSetting* setting = find(row.settings, name);
    if (setting == nullptr) continue;
    for (const std::string& word : setting->choices) {
      if (std::ranges::count(words, word) == 0) words.push_back(word);
    }
  }
  return words.empty() ? "" : joined(words, ", ") + "; ";
}

// Why a setting changes nothing: the row that is chosen has none of that name.
std::string why_idle(const std::vector<RowOfTable>& rows, const std::string& name) {
  const auto chosen = std::ranges::find(rows, true, &RowOfTable::chosen);
  if (chosen == rows.end() || find(chosen->settings, name) != nullptr) return "";
  const std::string owners = joined_nonempty(rows, ", ", [&](const RowOfTable& row) {
    return find(row.settings, name) != nullptr ? row.name : "";
  });
  return text("--", name, " belongs to ", owners, "; the settings of ", chosen->name, ": ",
              flags_of(chosen->settings));
}

}  // namespace

namespace knob {

void refuse(const char* name, const char* expected) {
  throw UsageError(text("[config] --", name, " needs ", expected));
}

}  // namespace knob

std::string to_text(const SettingValue& value) {
  if (const auto* on = std::get_if<bool>(&value)) return *on ? "on" : "off";
  return std::visit([](const auto& plain) { return text(plain); }, value);
}

GivenSettings::GivenSettings(std::initializer_list<std::pair<const char*, SettingValue>> values) {
  for (const auto& [name, value] : values) set(name, value);
}

void GivenSettings::set(const std::string& name, const SettingValue& value) {
  places_[name] = place_of(value);
}

void GivenSettings::fill_in(const std::vector<RowSetting>& settings) {
  for (const RowSetting& setting : settings) {
    if (!find(setting.name)) set(setting.name, setting.usual);
  }
}

std::optional<SettingValue> GivenSettings::find(const std::string& name) const {
  const auto found = places_.find(name);
  if (found == places_.end()) return {};
  return std::visit(
      [](const auto& place) -> std::optional<SettingValue> {
        if (!place) return {};
        return SettingValue(*place);
      },
      found->second);
}

std::vector<std::string> GivenSettings::names() const {
  std::vector<std::string> result;
  for (const auto& [name, place] : places_) {
    if (find(name)) result.push_back(name);
  }
  return result;
}

GivenSettings GivenSettings::only(const std::vector<RowSetting>& settings) const {
  GivenSettings result = *this;
  std::erase_if(result.places_,
                [&](const auto& entry) { return actlab::find(settings, entry.first) == nullptr; });
  return result;
}

GivenSettings::Place GivenSettings::place_of(const SettingValue& value) {
  return std::visit([](const auto& plain) -> Place { return std::optional(plain); }, value);
}

SettingField GivenSettings::field(const RowSetting& setting) {
  return std::visit(
      [&]<class Value>(const Value&) -> SettingField {
        auto& place = places_.try_emplace(setting.name, std::optional<Value>()).first->second;
        return &std::get<std::optional<Value>>(place);
      },
      setting.usual);
}

void require_known(const GivenSettings& given, const std::string& row,
                   const std::vector<RowSetting>& settings) {
  for (const std::string& name : given.names()) {
    if (find(settings, name) != nullptr) continue;
    std::vector<std::string> known;
    for (const RowSetting& setting : settings) known.push_back(setting.name);
    throw UsageError(text("[config] ", row, " has no setting \"", name, "\"; the settings of ", row,
                          ": ", flags_of(settings), did_you_mean(name, known)));
  }
}

Settings settings_of(const std::vector<RowOfTable>& rows, GivenSettings& given,
                     OnResume on_resume) {
  Settings result;
  for (const RowOfTable& row : rows) {
    for (const RowSetting& setting : row.settings) {
      if (std::ranges::count(result, setting.name, &Setting::name) > 0) continue;
      result.push_back({setting.name, given.field(setting), on_resume,
                        text(choices_text(rows, setting.name), setting.help, " (",
                             usual_values(rows, setting.name), ")"),
                        why_idle(rows, setting.name)});
    }
  }
  return result;
}

}  // namespace actlab
