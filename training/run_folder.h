// The folder of a run: config.json, metrics.jsonl, steps.csv, epochs.csv, last.safetensors,
// best.safetensors, result.json.
#pragma once

#include <string>
#include <vector>

#include <actlab/training/config.h>

namespace actlab::training {

// Makes the folder: --output, or runs/<date-time>-<run_name>, with a number added where that
// exists. Throws UsageError where --output already holds a run, and Error where the folder cannot
// be made or written, so that this shows before any time is spent.
std::string create_run_folder(const Config& config);

// A word for file names: "x * sigmoid(beta * x)" becomes "x-sigmoid-beta-x"; letters, digits, '.',
// '_' and '-' only.
std::string name_part(const std::string& value);

// The JSON of an earlier run's configuration. Throws UsageError where the folder holds none.
std::string stored_config(const std::string& folder);

// Writes config.json: everything that produced the run, this program, machine and command line
// included.
void write_run_description(const std::string& folder, const Config& config, std::int64_t parameters,
                           const std::vector<std::string>& command_line);

const char* version();  // "0.1.0"

}  // namespace actlab::training
