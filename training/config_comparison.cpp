#include <actlab/training/config_comparison.h>

#include <memory>
#include <variant>

#include <actlab/core/base/error.h>
#include <actlab/training/config_text.h>

namespace actlab::training {
namespace {

std::unique_ptr<Config> resolved(const Config& config) {
  std::unique_ptr<Config> copy = config.clone();
  copy->resolve();
  return copy;
}

// A setting that two configurations give other values: as they were given, or what it is where
// it was left out.
struct Difference {
  std::string name, before, now;
  OnResume on_resume;
};

std::vector<Difference> find_differences(const Config& from, const Config& to) {
  const std::unique_ptr<Config> before = resolved(from), now = resolved(to);
  const auto shown = [](const Config& given, const Config& whole, const std::string& name) {
    const std::string value = field_text(given, name);
    return value.empty() ? field_text(whole, name) : value;
  };
  std::vector<Difference> result;
  for (const Setting& setting : before->settings()) {
    const std::string& name = setting.name;
    if (field_text(setting) == field_text(*now, name)) continue;
    result.push_back({name, shown(from, *before, name), shown(to, *now, name), setting.on_resume});
  }
  return result;
}

// The value, whatever its type.
void take(const Setting& from, Config& wanted) {
  for (Setting& setting : wanted.settings()) {
    if (setting.name != from.name) continue;
    std::visit([&](auto* field) { *field = *std::get<decltype(field)>(from.field); },
               setting.field);
  }
}

}  // namespace

void require_same_run(const Config& stored, const Config& wanted, const std::string& folder) {
  const auto quoted = [](const std::string& value) {
    return value.empty() ? "not set" : text('"', value, '"');
  };
  for (const Difference& found : find_differences(stored, wanted)) {
    if (found.on_resume == OnResume::free) continue;
    throw UsageError(text("[resume] --", found.name, " is part of what the run in ", folder,
                          " is: ", quoted(found.before), " there, ", quoted(found.now),
                          " here; leave the flag out, or start a new run from its weights with ",
                          "--init ", folder, "/last.safetensors"));
  }
}

void take_fixed(const Config& stored, Config& wanted) {
  const std::unique_ptr<Config> copy = stored.clone();
  for (const Setting& setting : copy->settings()) {
    if (setting.on_resume == OnResume::free) continue;
    if (field_text(setting) != field_text(wanted, setting.name)) take(setting, wanted);
  }
}

std::vector<std::string> differences(const Config& from, const Config& to) {
  std::vector<std::string> result;
  const auto shown = [](const std::string& value) { return value.empty() ? "not set" : value; };
  for (const Difference& found : find_differences(from, to)) {
    result.push_back(text(found.name, ": ", shown(found.before), " -> ", shown(found.now)));
  }
  return result;
}

}  // namespace actlab::training
