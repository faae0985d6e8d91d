#include <actlab/training/config_text.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <type_traits>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/json.h>

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

std::string with_underscores(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

[[noreturn]] void refuse_unknown(const std::string& name, const std::string& source) {
  throw UsageError(text("[config] ", source, "unknown setting \"", name, "\"",
                        did_you_mean(name, field_names())));
}

template <class Value>
void set_unset(std::optional<Value>& field) {
  field.reset();
}

template <class Value>
void set_unset(Value&) {
  throw BadValue{"a value; null is none"};
}

// Calls change(field) on the field called `name`; false where there is none.
template <class Change>
bool change_field(Config& config, const std::string& name, const Change& change) {
  bool found = false;
  visit_fields(config, [&](const char* field_name, auto& field, OnResume, const char*) {
    if (name != field_name) return;
    found = true;
    change(field);
  });
  return found;
}

}  // namespace

void set_field(Config& config, const std::string& name, const std::vector<std::string>& words) {
  try {
    if (!change_field(config, name, [&](auto& field) { parse(words, field); })) {
      refuse_unknown(name, "");
    }
  } catch (const BadValue& bad) {
    std::string given;
    for (const std::string& word : words) given += (given.empty() ? "" : " ") + word;
    throw UsageError(text("[config] --", name, " needs ", bad.expected, ", got \"", given, "\""));
  }
}

std::string field_text(const Config& config, const std::string& name) {
  std::string result;
  visit_fields(config, [&](const char* field_name, const auto& field, OnResume, const char*) {
    if (name != field_name) return;
    const Json json = json_of(field);
    if (json.is_null()) return;
    std::vector<std::string> words;
    append_words(json, words);
    const char* separator =
        std::is_same_v<std::decay_t<decltype(field)>, std::vector<std::int64_t>> ? "," : " ";
    for (const std::string& word : words) result += (result.empty() ? "" : separator) + word;
  });
  return result;
}

std::string to_json(const Config& config) {
  Json json = Json::object();
  visit_fields(config, [&](const char* name, const auto& field, OnResume, const char*) {
    json[with_underscores(name)] = json_of(field);
  });
  return json.dump(2);
}

void apply_json(Config& config, std::string_view json, const std::string& source) {
  Json parsed;
  try {
    parsed = parse_json(json, source);
  } catch (const Error& error) {  // the user chose the file: a mistake of use
    throw UsageError(error.what());
  }
  if (parsed.is_object() && parsed.contains("config")) parsed = Json(parsed["config"]);
  if (!parsed.is_object()) throw UsageError(text("[config] ", source, ": must be a JSON object"));
  for (const auto& [key, value] : parsed.items()) {
    const std::string name = with_dashes(key);
    try {
      const bool found = change_field(config, name, [&, &json_value = value](auto& field) {
        if (json_value.is_null()) return set_unset(field);
        std::vector<std::string> words;
        append_words(json_value, words);
        parse(words, field);
      });
      if (!found) refuse_unknown(name, source + ": ");
    } catch (const BadValue& bad) {
      throw UsageError(text("[config] ", source, ": \"", key, "\" needs ", bad.expected, ", got ",
                            value.dump().substr(0, 100)));
    }
  }
}

void apply_config_file(Config& config, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream json;
  if (!file || !(json << file.rdbuf())) {
    throw UsageError(text("[config] cannot read the file ", path));
  }
  apply_json(config, json.str(), path);
}

void require_same_run(const Config& stored, const Config& wanted, const std::string& folder) {
  visit_fields(stored, [&](const char* name, const auto&, OnResume on_resume, const char*) {
    if (on_resume == OnResume::free) return;
    const std::string there = field_text(stored, name);
    const std::string here = field_text(wanted, name);
    if (there == here) return;
    throw UsageError(text("[resume] --", name, " is part of what the run in ", folder, " is: \"",
                          there, "\" there, \"", here,
                          "\" here; leave the flag out, or start a new run from its weights with ",
                          "--init ", folder, "/last.safetensors"));
  });
}

}  // namespace actlab::training
