#include <actlab/search/settings.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/json.h>

namespace actlab::search {

Settings::Settings(std::string_view json, std::string method) : method_(std::move(method)) {
  if (json.empty()) return;
  Json object;
  try {
    object = parse_json(json, "settings");
  } catch (const Error& error) {
    refuse(error.what());
  }
  if (!object.is_object()) refuse("settings must be a JSON object");
  for (const auto& [name, value] : object.items()) {
    if (value.is_number()) {
      numbers_[name] = value.get<double>();
    } else if (value.is_string()) {
      words_[name] = value.get<std::string>();
    } else {
      refuse(text("'", name, "' must be a number or a word"));
    }
  }
}

void Settings::number(const std::string& name, double& value, double least, double most) {
  known_.push_back(name);
  if (words_.contains(name)) refuse(text("'", name, "' must be a number"));
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return;
  if (!(found->second >= least && found->second <= most)) {
    refuse(text("'", name, "' must be from ", least, " to ", most, ", got ", found->second));
  }
  value = found->second;
}

void Settings::number(const std::string& name, std::int64_t& value, std::int64_t least,
                      std::int64_t most) {
  auto given = static_cast<double>(value);
  number(name, given, -1e15, 1e15);
  value = static_cast<std::int64_t>(given);
  if (static_cast<double>(value) != given) {
    refuse(text("'", name, "' must be a whole number, got ", given));
  }
  if (value < least || value > most) {
    refuse(text("'", name, "' must be from ", least, " to ", most, ", got ", value));
  }
}

void Settings::word(const std::string& name, std::string& value,
                    const std::vector<std::string>& known) {
  known_.push_back(name);
  if (numbers_.contains(name)) refuse(text("'", name, "' must be a word"));
  const auto found = words_.find(name);
  if (found == words_.end()) return;
  if (std::ranges::count(known, found->second) == 0) {
    refuse(text("'", name, "' is unknown as '", found->second, "'",
                did_you_mean(found->second, known)));
  }
  value = found->second;
}

void Settings::finish() const {
  const auto check = [&](const auto& given) {
    for (const auto& [name, value] : given) {
      if (std::ranges::count(known_, name) > 0) continue;
      const std::string hint = did_you_mean(name, known_);
      refuse(text("unknown setting '", name, "'", hint));
    }
  };
  check(numbers_);
  check(words_);
}

void Settings::refuse(const std::string& why) const {
  throw UsageError(text("[search] ", method_, ": ", why));
}

}  // namespace actlab::search
