// A run read back from its folder: what it was, and what it has written down so far. For curves
// (run_curves.h), tables and reports of runs.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/training/record.h>

namespace actlab::training {

// Of version 0.1 and of a file without its folder nobody knows.
enum class RunState { finished, unfinished, unknown };

struct RecordedRun {
  std::string path;                               // as it was named
  std::vector<Record> records;                    // of metrics.jsonl, in its order
  std::map<std::string, std::string> settings{};  // as settings_in(); none without a config.json
  RunState state = RunState::unknown;
  bool stopped = false;                // unfinished, and nobody trains it: killed, or interrupted
  std::string divergence{};            // "diverged at step 3: the loss is nan"; mostly empty
  std::vector<std::string> remarks{};  // what of it cannot be read, a sentence each

  std::string setting(const std::string& name) const;  // "" where there is none
};

// `path` is a run's folder, or its metrics.jsonl. Throws UsageError where it is neither, naming
// what is there instead. A run that has begun may have no records. Of damaged files the whole part
// is read, and `remarks` say what is left out.
RecordedRun read_run(const std::string& path);

// Why the run does not go on: "diverged at step 3: ...", or "stopped at step 40 ..."; empty where
// it has finished, goes on, or nobody knows. `last_look`: the last step known from elsewhere.
std::string how_it_ended(const RecordedRun& run, std::int64_t last_look = 0);

// The records of a metrics.jsonl; NaN for what was not finite. The last line of a run that goes on
// may be half written: it is left out. Throws Error naming the line that is no record.
std::vector<Record> read_records(const std::string& path);

// {"activation": "relu", ...} of a configuration as JSON, or of its member "config", each value as
// text; "" where a setting was not given. Throws Error naming `source` for what is no JSON object.
std::map<std::string, std::string> settings_in(std::string_view json, const std::string& source);

}  // namespace actlab::training
