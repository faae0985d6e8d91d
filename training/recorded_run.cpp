#include <actlab/training/recorded_run.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/json.h>

namespace actlab::training {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMetrics = "metrics.jsonl";

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path)) throw Error(text("[run] cannot read ", path));
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

// "runs/a, runs/b": the runs that lie in the folder, at most four by name.
std::string runs_inside(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (fs::exists(entry.path() / kMetrics)) names.push_back(entry.path().string());
  }
  std::ranges::sort(names);
  std::string list;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 4); ++i) {
    list += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > 4) list += text(" and ", names.size() - 4, " more");
  return list;
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
  const bool begun = fs::exists(fs::path(folder) / "config.json");
  throw UsageError(begun ? text("[run] ", folder, " has written no record yet")
                         : text("[run] ", folder, " is no run: there is no ", kMetrics,
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
  const std::int64_t steps = json.value("steps", std::int64_t{0});
  // A finished run that was resumed with more steps goes on beyond its result.
  const bool beyond = std::ranges::any_of(run.records, [&](const Record& record) {
    return record.unit == "step" && record.at > steps;
  });
  return beyond ? RunState::unfinished : RunState::finished;
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
  if (is_folder && !fs::exists(metrics)) refuse_folder(path);
  RecordedRun run{path, read_records(metrics.string())};
  if (run.records.empty()) throw UsageError(text("[run] ", path, " has written no record yet"));

  const fs::path folder = metrics.parent_path();
  const std::string config = (folder / "config.json").string();
  if (!fs::exists(config)) return run;
  const std::string content = content_of(config);
  run.settings = settings_in(content, config);
  run.state =
      state_of(folder, run, parse_json(content, config).value("actlab", std::string("0.1.")));
  return run;
}

std::vector<Record> read_records(const std::string& path) {
  const std::string content = content_of(path);
  std::vector<Record> records;
  int line = 0;
  std::size_t begin = 0;
  for (auto end = content.find('\n'); end != content.npos; end = content.find('\n', begin)) {
    const std::string source = text(path, " line ", ++line);
    if (end > begin) {
      records.push_back(record_of(parse_json(content.substr(begin, end - begin), source), source));
    }
    begin = end + 1;
  }
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
