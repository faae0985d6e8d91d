#include "examples/train_request.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/training/config_comparison.h>
#include <actlab/training/run_folder.h>
#include <actlab/training/setup.h>
#include "examples/early_flag.h"

namespace actlab {
namespace {

using training::Config;
using training::TaskKind;

// "lr, momentum, ...": what a resumed run may change.
std::string free_settings(const Config& config) {
  const std::unique_ptr<Config> copy = config.clone();
  return joined_nonempty(copy->settings(), ", ", [](const Setting& setting) {
    return setting.on_resume == OnResume::free && setting.name != "init" ? setting.name : "";
  });
}

}  // namespace

TrainRequest::TrainRequest(CLI::App& app, training::TaskTable table,
                           std::vector<std::string> command_line, std::vector<std::string> without)
    : app_(app),
      table_(std::move(table)),
      command_line_(std::move(command_line)),
      without_(std::move(without)),
      task_(early_value(command_line_, "--task")),
      config_file_(early_value(command_line_, "--config")) {
  if (has("resume")) resume_ = early_value(command_line_, "--resume");
  try {
    kind_ = &meant_kind();
  } catch (const Error&) {  // read() says it, once the program is under way
    kind_ = &table_.front();
  }
  app.add_option("--task", task_, task_list(table_))
      ->type_name("NAME")
      ->default_str(table_.front().name);
  add_settings();
  app.add_option(
         "--config", config_file_,
         "settings from a JSON file, or of a recipe; flags override them. " + preset_list(table_))
      ->type_name("FILE|NAME");
  std::string footer = text("What --data takes:\n", kind_->data_help);
  if (has("print-config")) {
    app.add_flag("--print-config", print_config_,
                 "print the settings that a run would have, as --config takes them, and end");
  }
  if (has("resume")) {
    app.add_option("--resume", resume_, "continue the run in this folder")->type_name("DIR");
    footer += "\n\nWith --resume the data must be as it was, and these may change: " +
              free_settings(*kind_->config());
  }
  if (has("memory-report")) {
    app.add_flag(
        "--memory-report", report_memory_,
        "peak memory by what it is for: printed at the end, and memory.json in the folder");
  }
  app.footer(footer);
}

bool TrainRequest::has(const std::string& flag) const {
  return std::ranges::count(without_, flag) == 0;
}

void TrainRequest::add_settings() {
  const std::unique_ptr<Config> defaults = kind_->config();
  std::vector<std::string> names = training::setting_names(*defaults);
  std::erase_if(names, [&](const std::string& name) { return !has(name); });
  flags_ = std::make_unique<ConfigFlags>(app_, names, *defaults);
}

const TaskKind& TrainRequest::meant_kind() const {
  if (!resume_.empty()) {
    const TaskKind& stored =
        find_task_of(table_, training::stored_config(resume_), resume_ + "/config.json");
    if (!task_.empty() && find_task(table_, task_).name != stored.name) {
      throw UsageError(text("[resume] the run in ", resume_, " is of the task ", stored.name,
                            ", not of ", task_, "; leave --task out"));
    }
    return stored;
  }
  if (!task_.empty()) return find_task(table_, task_);
  if (config_file_.empty()) return table_.front();
  return find_settings(table_, config_file_).kind;
}

void TrainRequest::read() {
  for (const char* flag : {"--task", "--config", "--resume"}) {
    const bool given = app_.get_option_no_throw(flag) != nullptr && app_.count(flag) > 0;
    if (given) require_not_empty(flag, early_value(command_line_, flag));
  }
  kind_ = &meant_kind();
  config_ = kind_->config();
  if (resumes()) {
    apply_json(*config_, training::stored_config(resume_), resume_ + "/config.json");
    config_->init.clear();  // the weights are those of the checkpoint
    stored_ = config_->clone();
  }
  const auto hint = [&](const std::string& name) {
    return belongs_to_other(table_, kind_->name, name);
  };
  if (!config_file_.empty()) {
    const training::NamedSettings named = find_settings(table_, config_file_);
    apply_json(*config_, named.json, named.source, hint);
  }
  flags_->apply(*config_);
  check(*config_);
  if (!resumes()) return training::make_data_path_absolute(*config_);
  if (flags_->given("data")) training::make_data_path_absolute(*config_);
  if (flags_->given("init")) {
    throw UsageError("[resume] --init starts a run, and this one goes on from its own weights");
  }
  require_same_run(*stored_, *config_, resume_);
  take_fixed(*stored_, *config_);
}

std::string TrainRequest::open_folder(const training::Task& task) const {
  if (!resumes()) return training::create_run_folder(*config_);
  training::require_same_data(resume_, task);
  return resume_;
}

void TrainRequest::describe(const std::string& folder, const training::Loop& loop) const {
  if (loop.end() < loop.steps_done()) {
    throw UsageError(text("[resume] the run in ", folder, " has made ", loop.steps_done(),
                          " steps and cannot end at ", loop.end(),
                          "; give a larger --max-steps or --epochs"));
  }
  training::write_data_fingerprint(folder, loop.task());
  std::vector<std::string> changes;
  if (stored_ != nullptr) changes = differences(*stored_, *config_);
  for (const std::string& change : changes) std::cout << "changed: " << change << '\n';
  write_run_description(folder, *config_,
                        {.parameters = training::parameter_count(loop.task().model()),
                         .command_line = command_line_,
                         .data_and_model = loop.task().description()},
                        changes);
}

std::string TrainRequest::whose_flag(const std::string& flag) const {
  if (!flag.starts_with("--")) return "";
  const std::string name = flag.substr(2, flag.find('=') - 2);
  if (!has(name)) return "; ./run train has it, this program has no use for it";
  return belongs_to_other(table_, kind_->name, name);
}

}  // namespace actlab
