#include <actlab/playground/command.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include <actlab/core/base/error.h>
#include <actlab/layers/models/model_config.h>
#include <actlab/training/config_text.h>

namespace actlab::playground {
namespace {

// " --lr 0.01"
std::string flag_text(const std::string& name, const std::string& value) {
  const bool plain = !value.empty() && std::ranges::all_of(value, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == ':' ||
           c == '_' || c == '/';
  });
  std::string quoted = value;
  if (!plain) {
    quoted = "'";
    for (const char c : value) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    quoted += "'";
  }
  return " --" + name + " " + quoted;
}

// What is not given says what it usually is.
void fill_in(training::Config& config) {
  optim::fill_in(config);
  if (auto* const network = dynamic_cast<layers::ModelConfig*>(&config)) layers::fill_in(*network);
}

// The task's usual configuration with the same network, optimizer and start: these decide which
// settings there are, and what they usually are.
std::unique_ptr<training::Config> usual_beside(const training::Config& config,
                                               const training::TaskKind& kind) {
  auto usual = kind.config();
  for (const char* name : {"model", "optimizer", "init-scheme"}) {
    training::set_field(*usual, name, {training::field_text(config, name)});
  }
  fill_in(*usual);
  return usual;
}

}  // namespace

std::string command_of(const training::Config& config, const training::TaskKind& kind) {
  const auto task = kind.config(), usual = usual_beside(config, kind);
  const auto own = config.clone();
  fill_in(*own);
  std::string command = "./run train --task " + kind.name;
  for (const Setting& setting : own->settings()) {
    if (!setting.idle.empty()) continue;
    std::string value = training::field_text(setting);
    const bool decides =
        setting.name == "model" || setting.name == "optimizer" || setting.name == "init-scheme";
    if (value == training::field_text(decides ? *task : *usual, setting.name)) continue;
    if (setting.name == "data" && value.starts_with("csv:")) value = text("csv:", kPointsFile);
    command += flag_text(setting.name, value);
  }
  return command;
}

}  // namespace actlab::playground
