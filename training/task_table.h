// The tasks that a program knows, by name. Rooms that train without knowing what (studies) are
// given the table by the program.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/training/config.h>
#include <actlab/training/task.h>

namespace actlab::training {

// A recipe by name: settings as a configuration file holds them.
struct Preset {
  std::string name;  // as --config says it
  std::string help;
  std::string settings;  // a JSON object
};

struct TaskKind {
  std::string name;  // as --task says it
  std::string help;
  std::function<std::unique_ptr<Config>()> config;  // with the task's defaults
  // May keep the data set of the last task open for the next.
  std::function<std::unique_ptr<Task>(const Config&)> open;
  std::string data_help{};  // lines on what --data takes
  std::vector<Preset> presets{};
};

// The first is meant where none is named.
using TaskTable = std::vector<TaskKind>;

// What is found is a part of the table, which must outlive it: a temporary table would leave the
// caller with a kind that is gone, so none of the three below takes one.

// Throws UsageError for an unknown name, with the nearest known one.
const TaskKind& find_task(const TaskTable& table, std::string_view name);
const TaskKind& find_task(const TaskTable&& table, std::string_view name) = delete;

// Settings that --config names: a file's, or a preset's where there is no such file. `source` is
// what errors call them.
struct NamedSettings {
  const TaskKind& kind;
  std::string json;
  std::string source;
};
// Throws UsageError where it is neither, with the presets and the nearest of them.
NamedSettings find_settings(const TaskTable& table, const std::string& name);
NamedSettings find_settings(const TaskTable&& table, const std::string& name) = delete;

// The task that a configuration as JSON is of (config_text.h): that of its "task", or the first.
// Throws UsageError naming `source`.
const TaskKind& find_task_of(const TaskTable& table, std::string_view json,
                             std::string_view source);
const TaskKind& find_task_of(const TaskTable&& table, std::string_view json,
                             std::string_view source) = delete;

// "inception: Inception-v3, v4 and Inception-ResNet-v2; mobilenet: ...", or nothing.
std::string preset_list(const TaskTable& table);

// "; --depth belongs to the tasks points and regression: --task points" for a setting that only
// other tasks have; else "".
std::string belongs_to_other(const TaskTable& table, std::string_view task,
                             std::string_view setting);

}  // namespace actlab::training
