// A Config from and to text: JSON files and the words of a command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <actlab/training/config.h>

namespace actlab::training {

// Sets the field called `name` from the words that stood behind its flag: {"128"},
// {"0.5", "0.5", "0.5"}, {"on"}. Throws UsageError for an unknown name, with the nearest known one,
// and for words that are no such value.
void set_field(Config& config, const std::string& name, const std::vector<std::string>& words);

// The words that set_field would take; empty for a field that is not set.
std::string field_text(const Config& config, const std::string& name);

// {"data": "shapes", "batch_size": 128, ...}: every field.
std::string to_json(const Config& config);

// Overrides the fields that occur in the JSON object: its own keys, or those of its member "config"
// as in a run's config.json. null leaves a field unset. Throws UsageError naming `source` for
// anything else.
void apply_json(Config& config, std::string_view json, const std::string& source);

// The same from a file; throws UsageError where it cannot be read.
void apply_config_file(Config& config, const std::string& path);

// Throws UsageError naming the first field that is part of what the run in `folder` is and differs.
void require_same_run(const Config& stored, const Config& wanted, const std::string& folder);

}  // namespace actlab::training
