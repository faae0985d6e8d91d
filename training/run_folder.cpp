#include <actlab/training/run_folder.h>

#include <array>
#include <cctype>
#include <ctime>
#include <filesystem>

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
  return read_config_file(path);
}

void write_run_description(const std::string& folder, const Config& config, std::int64_t parameters,
                           const std::vector<std::string>& command_line) {
  Json json = Json::object();
  json["actlab"] = version();
  json["time"] = time_text("%Y-%m-%dT%H:%M:%S%z");
  json["command_line"] = command_line;
  json["instruction_set"] = kernels::isa_name(kernels::active_isa());
  json["blas_core"] = kernels::blas_core_name();
  json["threads"] = threads();
  json["parameters"] = parameters;
  json["effective"] = {{"lr", optim::learning_rate(config)},
                       {"weight_decay", optim::weight_decay(config)},
                       {"epsilon", optim::epsilon(config)}};
  json["config"] = parse_json(to_json(config), "config");
  // a command line may hold any bytes
  write_file(folder + "/config.json",
             json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

const char* version() { return ACTLAB_VERSION; }

}  // namespace actlab::training
