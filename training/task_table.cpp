#include <actlab/training/task_table.h>

#include <algorithm>
#include <filesystem>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/training/config_text.h>

namespace actlab::training {

const TaskKind& find_task(const TaskTable& table, std::string_view name) {
  std::vector<std::string> names;
  for (const TaskKind& kind : table) {
    if (kind.name == name) return kind;
    names.push_back(kind.name);
  }
  throw UsageError(text("[config] --task: unknown value \"", name, "\"; there are ",
                        joined(names, ", "), did_you_mean(name, names)));
}

const TaskKind& find_task_of(const TaskTable& table, std::string_view json,
                             std::string_view source) {
  const std::string name = task_in_json(json, source);
  return name.empty() ? table.front() : find_task(table, name);
}

NamedSettings find_settings(const TaskTable& table, const std::string& name) {
  std::vector<std::string> names;
  const bool is_file = std::filesystem::exists(name);
  for (const TaskKind& kind : table) {
    for (const Preset& preset : kind.presets) {
      if (!is_file && preset.name == name) return {kind, preset.settings, "the preset " + name};
      names.push_back(preset.name);
    }
  }
  const bool is_path = name.find_first_of("./") != std::string::npos;
  if (!is_file && !is_path && !names.empty()) {
    throw UsageError(text("[config] there is no file ", name, " and no preset of that name",
                          did_you_mean(name, names), "; presets: ", preset_list(table)));
  }
  const std::string json = read_config_file(name);
  return {find_task_of(table, json, name), json, name};
}

std::string preset_list(const TaskTable& table) {
  return joined_nonempty(table, "; ", [](const TaskKind& kind) {
    return joined(kind.presets, "; ",
                  [](const Preset& preset) { return preset.name + ": " + preset.help; });
  });
}

std::string belongs_to_other(const TaskTable& table, std::string_view task,
                             std::string_view setting) {
  std::vector<std::string> owners;
  for (const TaskKind& kind : table) {
    if (kind.name == task) continue;
    const std::vector<std::string> names = setting_names(*kind.config());
    if (std::ranges::count(names, setting) > 0) owners.push_back(kind.name);
  }
  if (owners.empty()) return "";
  return text("; --", setting, " belongs to the task", owners.size() > 1 ? "s " : " ",
              joined_with_and(owners), ": --task ", owners.front());
}

}  // namespace actlab::training
