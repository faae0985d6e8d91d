// The folder of a run: config.json, data.txt, metrics.jsonl, steps.csv, epochs.csv,
// last.safetensors, best.safetensors, result.json, or divergence.json (divergence.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/io/safetensors.h>
#include <actlab/training/config.h>
#include <actlab/training/task.h>

namespace actlab::training {

// Makes the folder: --output, or runs/<date-time>-<run_name>, with a number added where that
// exists. Throws UsageError where --output already holds a run, or runs in folders, and Error where
// the folder cannot be made or written, so that this shows before any time is spent.
std::string create_run_folder(const Config& config);

// A word for file names: "x * sigmoid(beta * x)" becomes "x-sigmoid-beta-x"; letters, digits, '.',
// '_' and '-' only.
std::string name_part(const std::string& value);

// The JSON of an earlier run's configuration. Throws UsageError where the folder holds none.
std::string stored_config(const std::string& folder);

// "folder:photos" is "folder:/home/ada/photos" for somebody in /home/ada; likewise "stream:" and
// "csv:". A name without a path ("cifar10") stays as it is, and so does what is not there: it may
// be the name of a folder among the data sets.
std::string absolute_data(const std::string& data);

// The settings "data" and "data-dir" become absolute paths, so that the run goes on from wherever
// it is resumed, and a worker finds them from wherever it was started.
void make_data_path_absolute(Config& config);

// What the data of the run is made of (Task::data_fingerprint): kept in its folder as data.txt,
// and compared when it goes on. Other data would have other steps and another order of batches, so
// Error is thrown that says what changed. Runs without data.txt are not compared.
void write_data_fingerprint(const std::string& folder, const Task& task);
void require_same_data(const std::string& folder, const Task& task);

// What config.json says beside the configuration.
struct RunDescription {
  std::int64_t parameters = 0;
  std::vector<std::string> command_line;
  Metadata data_and_model;  // Task::description(): what was actually used
};

// Writes config.json: everything that produced the run, this program and machine included. Where
// the folder has one already, the run is resumed: its command line, time and history stay, and what
// is changed now is added to the history.
void write_run_description(const std::string& folder, const Config& config,
                           const RunDescription& description,
                           const std::vector<std::string>& changes);

// The run to which a file of weights belongs: that of its folder, or, for one of epochs/, of the
// folder above. Nothing where there is no config.json of a run.
struct RunOfWeights {
  std::string source;  // the config.json
  std::string json;
  Metadata data_and_model;
};
std::optional<RunOfWeights> run_of_weights(const std::string& weights);

const char* version();  // of this program, as CMakeLists.txt says it: "0.2.0"

}  // namespace actlab::training
