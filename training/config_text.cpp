#include <actlab/training/config_text.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <variant>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/json.h>
#include <actlab/training/version_0_1.h>

namespace actlab::training {
namespace {

// ---- words of a command line ------------------------------------------------------------------

struct BadValue {
  std::string expected;  // "a whole number"
};

template <class Number>
Number parse_number(const std::string& word, const char* expected) {
  Number value{};
  const char* begin = word.data() + (word.starts_with('+') ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) throw BadValue{expected};
  return value;
}

const std::string& only(const std::vector<std::string>& words, const char* expected) {
  if (words.size() != 1) throw BadValue{expected};
  return words.front();
}

void parse(const std::vector<std::string>& words, std::string& field) {
  field = only(words, "one value");
}

void parse(const std::vector<std::string>& words, bool& field) {
  const std::string& word = only(words, "on or off");
  if (word != "on" && word != "off" && word != "true" && word != "false") {
    throw BadValue{"on or off"};
  }
  field = word == "on" || word == "true";
}

void parse(const std::vector<std::string>& words, std::int64_t& field) {
  field = parse_number<std::int64_t>(only(words, "a whole number"), "a whole number");
}

void parse(const std::vector<std::string>& words, double& field) {
  field = parse_number<double>(only(words, "a number"), "a number");
  if (!std::isfinite(field)) throw BadValue{"a finite number"};
}

void parse(const std::vector<std::string>& words, ThreeNumbers& field) {
  if (words.size() != field.size()) throw BadValue{"three numbers: R G B"};
  for (std::size_t i = 0; i < field.size(); ++i) parse({words[i]}, field[i]);
}

// 32000,48000 and 32000 48000 are the same.
void parse(const std::vector<std::string>& words, std::vector<std::int64_t>& field) {
  field.clear();
  for (const std::string& word : words) {
    for (std::size_t begin = 0; begin <= word.size();) {
      const std::size_t end = std::min(word.find(',', begin), word.size());
      field.push_back(parse_number<std::int64_t>(word.substr(begin, end - begin), "N,N,..."));
      begin = end + 1;
    }
  }
}

template <class Value>
void parse(const std::vector<std::string>& words, std::optional<Value>& field) {
  Value value{};
  parse(words, value);
  field = value;
}

// ---- JSON -------------------------------------------------------------------------------------

// The words of a JSON value, so that both ways in share one parser.
void append_words(const Json& value, std::vector<std::string>& words) {
  if (value.is_string()) {
    words.push_back(value.get<std::string>());
  } else if (value.is_boolean()) {
    words.emplace_back(value.get<bool>() ? "on" : "off");
  } else if (value.is_number()) {
    words.push_back(value.dump());
  } else if (value.is_array()) {
    for (const Json& element : value) append_words(element, words);
  } else {
    throw BadValue{"a string, a number, true, false or an array"};
  }
}

template <class Value>
Json json_of(const Value& value) {
  return Json(value);
}

template <class Value>
Json json_of(const std::optional<Value>& value) {
  return value ? json_of(*value) : Json();
}

std::string with_dashes(std::string key) {
  std::ranges::replace(key, '_', '-');
  return key;
}

[[noreturn]] void refuse_unknown(const Config& config, const std::string& name,
                                 const std::string& source, const SettingHint& hint) {
  const std::string more = hint ? hint(name) : "";
  throw UsageError(text("[config] ", source, "unknown setting \"", name, "\"",
                        more.empty() ? did_you_mean(name, setting_names(config)) : more));
}

template <class Value>
void set_unset(std::optional<Value>& field) {
  field.reset();
}

template <class Value>
void set_unset(Value&) {
  throw BadValue{"a value; null is none"};
}

// Calls change(field) on the setting called `name`; false where there is none.
template <class Change>
bool change_field(Config& config, const std::string& name, const Change& change) {
  for (Setting& setting : config.settings()) {
    if (setting.name != name) continue;
    std::visit([&](auto* field) { change(*field); }, setting.field);
    return true;
  }
  return false;
}

Json json_of(const Setting& setting) {
  return std::visit([](const auto* field) { return json_of(*field); }, setting.field);
}

// The object that holds the settings.
Json settings_object(std::string_view json, std::string_view source) {
  Json parsed;
  try {
    parsed = parse_json(json, std::string(source));
  } catch (const Error& error) {  // the user chose the file: a mistake of use
    throw UsageError(error.what());
  }
  if (parsed.is_object() && parsed.contains("config")) parsed = Json(parsed["config"]);
  if (!parsed.is_object()) throw UsageError(text("[config] ", source, ": must be a JSON object"));
  return parsed;
}

void apply_value(Config& config, const std::string& key, const Json& value,
                 const std::string& source, const SettingHint& hint) {
  std::string name = with_dashes(key);
  std::vector<std::string> words;
  const auto set = [&](auto& field) {
    if (value.is_null()) return set_unset(field);
    parse(words, field);
  };
  try {
    if (!value.is_null()) append_words(value, words);
    translate_setting(name, words);
    if (!change_field(config, name, set)) refuse_unknown(config, name, source + ": ", hint);
  } catch (const BadValue& bad) {
    throw UsageError(text("[config] ", source, ": \"", key, "\" needs ", bad.expected, ", got ",
                          value.dump().substr(0, 100)));
  }
}

}  // namespace

std::string json_key(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

void set_field(Config& config, const std::string& name, const std::vector<std::string>& words) {
  try {
    if (!change_field(config, name, [&](auto& field) { parse(words, field); })) {
      refuse_unknown(config, name, "", nullptr);
    }
  } catch (const BadValue& bad) {
    throw UsageError(
        text("[config] --", name, " needs ", bad.expected, ", got \"", joined(words, " "), "\""));
  }
}

std::string field_text(const Setting& setting) {
  const Json json = json_of(setting);
  if (json.is_null()) return "";
  std::vector<std::string> words;
  append_words(json, words);
  const bool list = std::holds_alternative<std::vector<std::int64_t>*>(setting.field);
  return joined(words, list ? "," : " ");
}

void set_data_dir(Config& config, const std::string& folder) {
  const std::vector<std::string> names = setting_names(config);
  if (folder.empty() || std::ranges::count(names, "data-dir") == 0) return;
  set_field(config, "data-dir", {folder});
}

std::string field_text(const Config& config, const std::string& name) {
  const std::unique_ptr<Config> copy = config.clone();  // settings() is for writing as well
  for (const Setting& setting : copy->settings()) {
    if (setting.name == name) return field_text(setting);
  }
  return "";
}

std::string to_json(const Config& config) {
  Json json = Json::object();
  json["task"] = config.task();
  const std::unique_ptr<Config> copy = config.clone();
  for (const Setting& setting : copy->settings()) {
    if (setting.idle.empty()) json[json_key(setting.name)] = json_of(setting);
  }
  return json.dump(2);
}

std::string task_in_json(std::string_view json, std::string_view source) {
  const Json object = settings_object(json, source);
  if (!object.contains("task")) return "";
  if (!object["task"].is_string()) {
    throw UsageError(text("[config] ", source, ": \"task\" needs the name of a task"));
  }
  return object["task"].get<std::string>();
}

void apply_json(Config& config, std::string_view json, const std::string& source,
                const SettingHint& hint) {
  const std::string task = task_in_json(json, source);
  if (!task.empty() && task != config.task()) {
    throw UsageError(
        text("[config] ", source, " is of the task ", task, ", not of ", config.task()));
  }
  const Json object = settings_object(json, source);
  for (const auto& [key, value] : object.items()) {
    if (key != "task") apply_value(config, key, value, source, hint);
  }
}

std::string read_config_file(const std::string& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) {
    throw UsageError(text("[config] ", path, " is a folder; name a file of settings"));
  }
  std::ifstream file(path, std::ios::binary);
  const std::string json{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    throw UsageError(text("[config] cannot read the file ", path, ": ", std::strerror(errno)));
  }
  if (json.empty()) throw UsageError(text("[config] the file ", path, " is empty"));
  return json;
}

void require_whole(std::string_view json, const std::string& source) {
  const Json object = settings_object(json, source);
  std::vector<std::string> missing;
  for (const char* key : {"activation", "batch_size", "seed"}) {  // of every version
    if (!object.contains(key)) missing.push_back(text('"', key, '"'));
  }
  if (missing.empty()) return;
  throw UsageError(text("[resume] ", source, " lacks ", joined(missing, ", "),
                        ": it is not as the run wrote it; put the file back"));
}

}  // namespace actlab::training
