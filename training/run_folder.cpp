#include <actlab/training/run_folder.h>

#include <array>
#include <cctype>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>
#include <actlab/core/kernels/gemm.h>
#include <actlab/core/kernels/vector/isa.h>
#include <actlab/training/config_text.h>

namespace actlab::training {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestNamePart = 40;  // a formula may be 4 KiB long

std::string time_text(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  std::array<char, 40> buffer{};
  std::strftime(buffer.data(), buffer.size(), format, &parts);
  return buffer.data();
}

std::string fresh_default_folder(const Config& config) {
  const std::string base = "runs/" + time_text("%Y%m%d-%H%M%S") + "-" + config.run_name();
  std::string folder = base;
  for (int number = 2; fs::exists(folder); ++number) folder = text(base, "-", number);
  return folder;
}

// The name of a run that lies in the folder; empty where there is none.
std::string run_inside(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (fs::exists(entry.path() / "config.json", error)) return entry.path().filename().string();
  }
  return "";
}

// Without a slash at its end: a folder has one name.
std::string absolute_path(const std::string& path) {
  const fs::path absolute = fs::absolute(path).lexically_normal();
  return (absolute.has_filename() ? absolute : absolute.parent_path()).string();
}

// What counts where the configuration leaves the choice to the optimizer.
Json effective(const Config& config) {
  const std::unique_ptr<Config> filled = config.clone();
  optim::fill_in(*filled);
  const Json all = parse_json(to_json(*filled), "config");
  Json json = Json::object();
  for (const Setting& setting : optim::settings(static_cast<optim::OptimizerConfig&>(*filled))) {
    const std::string key = json_key(setting.name);
    if (all.contains(key)) json[key] = all[key];
  }
  return json;
}

}  // namespace

std::string name_part(const std::string& value) {
  std::string result;
  for (const char c : value) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
    if (plain) {
      result += c;
    } else if (!result.empty() && result.back() != '-') {
      result += '-';
    }
    if (result.size() == kLongestNamePart) break;
  }
  while (!result.empty() && (result.back() == '-' || result.back() == '.')) result.pop_back();
  return result;
}

std::string create_run_folder(const Config& config) {
  const std::string folder = config.output.empty() ? fresh_default_folder(config) : config.output;
  if (fs::exists(fs::path(folder) / "config.json")) {
    throw UsageError(text("[output] ", folder, " already holds a run; continue it with --resume ",
                          folder, ", or choose another folder"));
  }
  if (const std::string run = run_inside(folder); !run.empty()) {
    throw UsageError(text("[output] ", folder, " holds runs, each in a folder of its own (", run,
                          "); name a new one in it: --output ", folder, "/NAME"));
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder)) {
    throw Error(text("[output] cannot make the folder ", folder, ": ",
                     error ? error.message() : "there is a file of that name"));
  }
  return folder;
}

std::string stored_config(const std::string& folder) {
  const std::string path = folder + "/config.json";
  if (!fs::exists(path)) {
    throw UsageError(text("[resume] ", folder, " holds no run: there is no ", path));
  }
  std::string json = read_config_file(path);
  require_whole(json, path);
  return json;
}

std::string absolute_data(const std::string& data) {
  for (const std::string prefix : {"folder:", "stream:", "csv:"}) {
    if (!data.starts_with(prefix)) continue;
    const std::string path = data.substr(prefix.size());
    std::error_code none;
    if (!path.empty() && fs::exists(path, none)) return prefix + absolute_path(path);
  }
  return data;
}

void make_data_path_absolute(Config& config) {
  config.make_paths_absolute();
  if (const std::string folder = field_text(config, "data-dir"); !folder.empty()) {
    set_field(config, "data-dir", {absolute_path(folder)});
  }
  if (const std::string data = field_text(config, "data"); absolute_data(data) != data) {
    set_field(config, "data", {absolute_data(data)});
  }
}

void write_data_fingerprint(const std::string& folder, const Task& task) {
  const std::string path = folder + "/data.txt";
  if (fs::exists(path) && fs::exists(folder + "/config.json")) return;  // as the run began
  const std::string fingerprint = task.data_fingerprint();
  if (!fingerprint.empty()) write_file(path, fingerprint);
}

void require_same_data(const std::string& folder, const Task& task) {
  std::ifstream file(folder + "/data.txt", std::ios::binary);
  if (!file) return;
  const std::string before{std::istreambuf_iterator<char>(file), {}};
  const std::string changes = task.data_changes(before);
  if (changes.empty()) return;
  throw Error(text("[resume] ", changes, "; the run in ", folder, " cannot go on as it began: put ",
                   "the data back, or start a new run from its weights with --init ", folder,
                   "/last.safetensors"));
}

void write_run_description(const std::string& folder, const Config& config,
                           const RunDescription& description,
                           const std::vector<std::string>& changes) {
  const std::string path = folder + "/config.json";
  const std::string now = time_text("%Y-%m-%dT%H:%M:%S%z");
  Json json = Json::object();
  json["actlab"] = version();
  json["time"] = now;
  json["command_line"] = description.command_line;
  json["history"] = Json::array();
  if (fs::exists(path)) {
    const Json before = parse_json(read_config_file(path), path);
    for (const char* key : {"time", "command_line", "history"}) {
      if (before.contains(key)) json[key] = before[key];
    }
    json["history"].push_back(
        {{"time", now}, {"command_line", description.command_line}, {"changed", changes}});
  }
  json["instruction_set"] = kernels::isa_name(kernels::active_isa());
  json["blas_core"] = kernels::blas_core_name();
  json["threads"] = threads();
  json["parameters"] = description.parameters;
  json["effective"] = effective(config);
  for (const auto& [key, value] : description.data_and_model) json["effective"][key] = value;
  json["config"] = parse_json(to_json(config), "config");
  // a command line may hold any bytes
  write_file(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::optional<RunOfWeights> run_of_weights(const std::string& weights) {
  fs::path folder = fs::path(weights).parent_path();
  if (folder.filename() == "epochs") folder = folder.parent_path();
  const std::string path = (folder / "config.json").string();
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return {};
  RunOfWeights run{path, read_config_file(path), {}};
  const Json json = parse_json(run.json, path);
  // other programs' files of this name say nothing of ours
  if (!json.is_object() || !json.contains("actlab") || !json.contains("config")) return {};
  if (!json.contains("effective")) return run;
  for (const auto& [key, value] : json["effective"].items()) {
    if (value.is_string()) run.data_and_model[key] = value.get<std::string>();
  }
  return run;
}

const char* version() { return ACTLAB_VERSION; }

}  // namespace actlab::training
