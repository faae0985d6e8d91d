#include <actlab/training/recorded_run.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/json.h>
#include <actlab/training/divergence.h>
#include <actlab/training/run_lock.h>

namespace actlab::training {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMetrics = "metrics.jsonl";

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || !fs::is_regular_file(path)) throw Error(text("[run] cannot read ", path));
  return {std::istreambuf_iterator<char>(file), {}};
}

Record record_of(const Json& json, const std::string& source) {
  const bool whole = json.is_object() && !json.empty() && json.begin()->is_number_integer();
  if (!whole) {
    throw Error(text("[run] ", source, ": expected a record, {\"step\": 1, ...}"));
  }
  Record record{json.begin().key(), json.begin()->get<std::int64_t>(), {}};
  for (const auto& [name, value] : json.items()) {
    if (name == record.unit) continue;
    if (value.is_number() || value.is_null()) {
      record.values.emplace_back(name, value.is_number() ? value.get<double>() : NAN);
    }
  }
  return record;
}

// Adds the records of the file, as far as it is whole.
void read_records(const std::string& path, std::vector<Record>& records) {
  const std::string content = content_of(path);
  int line = 0;
  std::size_t begin = 0;
  for (auto end = content.find('\n'); end != content.npos; end = content.find('\n', begin)) {
    const std::string source = text(path, " line ", ++line);
    if (end > begin) {
      records.push_back(record_of(parse_json(content.substr(begin, end - begin), source), source));
    }
    begin = end + 1;
  }
}

// "runs/a, runs/b": the runs that lie in the folder, at most four by name.
std::string runs_inside(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (fs::exists(entry.path() / kMetrics)) names.push_back(entry.path().string());
  }
  std::ranges::sort(names);
  return joined_first(names, 4);
}

std::string nearest_beside(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code none;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    names.push_back(entry.path().filename().string());
  }
  return did_you_mean(path.filename().string(), names);
}

[[noreturn]] void refuse_folder(const std::string& folder) {
  const std::string runs = runs_inside(folder);
  if (!runs.empty()) {
    throw UsageError(text("[run] ", folder, " is no run, but holds some: ", runs));
  }
  throw UsageError(text("[run] ", folder, " is no run: there is no ", kMetrics,
                        " in it; ./run train writes one"));
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

RunState state_of(const fs::path& folder, const RecordedRun& run, const std::string& version) {
  const fs::path result = folder / "result.json";
  if (!fs::exists(result)) {
    return version.starts_with("0.1.") ? RunState::unknown : RunState::unfinished;
  }
  const Json json = parse_json(content_of(result.string()), result.string());
  const bool tells =
      json.is_object() && json.contains("steps") && json["steps"].is_number_integer();
  const auto steps = tells ? json["steps"].get<std::int64_t>() : 0;
  // A finished run that was resumed with more steps goes on beyond its result.
  const bool beyond = std::ranges::any_of(run.records, [&](const Record& record) {
    return record.unit == "step" && record.at > steps;
  });
  return beyond ? RunState::unfinished : RunState::finished;
}

// The version that wrote a config.json.
std::string version_in(const std::string& content, const std::string& source) {
  const Json json = parse_json(content, source);
  const bool tells = json.contains("actlab") && json["actlab"].is_string();
  return tells ? json["actlab"].get<std::string>() : "0.1.";
}

// What `read` cannot read becomes a remark with what follows from that.
template <class Read>
void read_or_remark(RecordedRun& run, const std::string& consequence, const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    run.remarks.push_back(text(error.what(), "; ", consequence));
  }
}

void read_folder(const std::string& folder, RecordedRun& run) {
  const auto locked = is_locked(folder);  // first: who lets go has written all
  const std::string config = folder + "/config.json";
  std::string version;
  read_or_remark(run, "its settings are not known", [&] {
    const std::string content = content_of(config);
    run.settings = settings_in(content, config);
    version = version_in(content, config);
  });
  read_or_remark(run, "whether it has finished is not known",
                 [&] { run.state = state_of(folder, run, version); });
  if (locked.value_or(false)) run.state = RunState::unfinished;  // resumed
  run.stopped = run.state == RunState::unfinished && !locked.value_or(true);
  if (locked.value_or(false)) return;
  read_or_remark(run, "how it ended is not known",
                 [&] { run.divergence = read_divergence(folder); });
}

std::string text_of(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::string RecordedRun::setting(const std::string& name) const {
  const auto found = settings.find(name);
  return found == settings.end() ? "" : found->second;
}

RecordedRun read_run(const std::string& given) {
  const std::string path = without_slash(given);
  if (!fs::exists(path)) {
    throw UsageError(text("[run] there is no ", path, nearest_beside(path)));
  }
  const bool is_folder = fs::is_directory(path);
  const fs::path metrics = is_folder ? fs::path(path) / kMetrics : fs::path(path);
  if (metrics.extension() != ".jsonl") {
    throw UsageError(text("[run] ", path,
                          " is not what a run wrote down; name the run's folder, or ", kMetrics,
                          " in it"));
  }
  const std::string folder = metrics.has_parent_path() ? metrics.parent_path().string() : ".";
  const bool begun = fs::exists(fs::path(folder) / "config.json");
  if (is_folder && !begun && !fs::exists(metrics)) refuse_folder(path);
  RecordedRun run{path, {}};
  if (fs::exists(metrics)) {
    read_or_remark(run, "what stands from there on is left out",
                   [&] { read_records(metrics.string(), run.records); });
  }
  if (begun) {
    read_folder(folder, run);
  } else if (run.records.empty()) {
    if (!run.remarks.empty()) throw Error(run.remarks.front());
    throw UsageError(text("[run] ", path, " has written no record yet"));
  }
  return run;
}

std::string how_it_ended(const RecordedRun& run, std::int64_t last_look) {
  if (!run.divergence.empty()) return run.divergence;
  if (!run.stopped) return "";
  std::int64_t step = last_look;
  for (const Record& record : run.records) {
    if (record.unit == "step") step = std::max(step, record.at);
  }
  return text("stopped at step ", step, ", the last that it wrote down, before its end");
}

std::vector<Record> read_records(const std::string& path) {
  std::vector<Record> records;
  read_records(path, records);
  return records;
}

std::map<std::string, std::string> settings_in(std::string_view json, const std::string& source) {
  const Json parsed = parse_json(json, source);
  const Json& object = parsed.is_object() && parsed.contains("config") ? parsed["config"] : parsed;
  if (!object.is_object()) throw Error(text("[run] ", source, ": must be a JSON object"));
  std::map<std::string, std::string> settings;
  for (const auto& [name, value] : object.items()) settings[name] = text_of(value);
  return settings;
}

}  // namespace actlab::training
