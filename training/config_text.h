// A Config from and to text: JSON files and the words of a command line.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/training/config.h>

namespace actlab::training {

// "batch-size" is the key "batch_size" of JSON files.
std::string json_key(std::string name);

// Sets the setting called `name` from the words that stood behind its flag: {"128"},
// {"0.5", "0.5", "0.5"}, {"on"}. Throws UsageError for an unknown name, with the nearest known one,
// and for words that are no such value.
void set_field(Config& config, const std::string& name, const std::vector<std::string>& words);

// Says where data sets are kept, to a task that reads any. Nothing where `folder` is empty.
void set_data_dir(Config& config, const std::string& folder);

// The words that set_field would take; empty for a setting that has no value.
std::string field_text(const Config& config, const std::string& name);
std::string field_text(const Setting& setting);

// {"task": "points", "data": "moons", "batch_size": 128, ...}: every setting that has an effect.
std::string to_json(const Config& config);

// What the JSON of a configuration says of its task; "" where it says nothing. Throws UsageError
// naming `source` for what is no JSON object.
std::string task_in_json(std::string_view json, std::string_view source);

// Overrides the settings that occur in the JSON object: its own keys, or those of its member
// "config" as in a run's config.json. null leaves a setting unset. Throws UsageError naming
// `source` for anything else, and for the configuration of another task.
// `hint` may know more of an unknown setting: the end of a message, or nothing.
using SettingHint = std::function<std::string(const std::string& setting)>;
void apply_json(Config& config, std::string_view json, const std::string& source,
                const SettingHint& hint = nullptr);

// A file that holds such JSON. Throws UsageError where it cannot be read, is empty or a folder.
std::string read_config_file(const std::string& path);

// Throws UsageError where the configuration of a run lacks settings that each of them has, with
// their names: somebody has changed the file.
void require_whole(std::string_view json, const std::string& source);

}  // namespace actlab::training
