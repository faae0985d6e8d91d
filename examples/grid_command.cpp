#include "examples/grid_command.h"

#include <algorithm>

#include <actlab/studies/running/grid.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/table.h>
#include "examples/early_flag.h"
#include "examples/formula_list.h"

namespace actlab {
namespace {

using studies::Grid;

// What a grid of the task starts from: a minute or two of training.
Grid grid_defaults(const training::TaskKind& kind) {
  if (kind.name == "images") {
    tasks::ImageClassificationConfig child;
    child.model = "resnet8";
    child.batch_size = 64;
    child.validation = 1000;
    child.evaluate = false;
    return {
        .child = {child}, .models = {child.model}, .data = {child.data}, .seeds = 3, .steps = 300};
  }
  const auto child = kind.config();
  Grid grid{.child = {*child}, .seeds = 3, .steps = child->max_steps.value_or(1000)};
  const std::string data = training::field_text(*child, "data");
  if (!data.empty()) grid.data = {data};
  return grid;
}

// "depth" of --depth=3; --models are several of the setting "model".
std::string setting_of(const std::string& flag) {
  const std::string name = flag.substr(2, flag.find('=') - 2);
  return name == "models" ? "model" : name;
}

// The task whose flags the command line means; an unknown one is refused once the flags are parsed.
const training::TaskKind& meant_task(const training::TaskTable& table, const std::string& name) {
  const auto found = std::ranges::find(table, name, &training::TaskKind::name);
  return found == table.end() ? table.front() : *found;
}

}  // namespace

GridCommand::GridCommand(CLI::App& study, const std::vector<std::string>& command_line)
    : command_(study.add_subcommand(
          "grid", "trains every activation in every network with every seed, and compares them")),
      meant_(command_line.size() > 1 && command_line[1] == "grid"),
      table_(tasks::table()),
      task_(early_value(command_line, "--task")),
      kind_(meant_task(table_, task_)),
      flags_(*command_, grid_defaults(kind_)) {
  command_->footer(
      "Example: ./run study grid --task points --depth 10 --width 16 --steps 500 "
      "--activations sigmoid,relu,swish --seeds 5\n"
      "Example: ./run study grid --activations relu,swish --models resnet20,resnet56 --data "
      "cifar10 "
      "--validation 5000 --steps 10000 --seeds 5 --output compared\n"
      "Example: ./run study grid --preset laptop-cifar10 --dry-run");
  command_->add_option("--name", name_, "of the study")->default_str("the preset's, else grid");
  command_->add_option("--activations", activations_, "catalog names or formulas")
      ->default_str("the preset's, else relu,swish");
  command_->add_option("--task", task_, task_list(table_))->default_str(table_.front().name);
  flags_.offer_presets(*command_, table_);
}

int GridCommand::run(const StoreFlag& store_flag) {
  if (!task_.empty()) find_task(table_, task_);
  const bool given = command_->get_option("--activations")->count() > 0;
  if (given) require_not_empty("--activations", activations_);
  const bool preset = command_->get_option("--preset")->count() > 0;
  if (activations_.empty() && !preset) activations_ = "relu,swish";
  const std::vector<std::string> activations = formulas_of(activations_);
  require_different("[grid] --activations", activations);
  return flags_.run(store_flag, name_, activations);
}

std::string GridCommand::whose_flag(const std::string& flag) const {
  if (!meant_ || !flag.starts_with("--")) return "";
  return belongs_to_other(table_, kind_.name, setting_of(flag));
}

}  // namespace actlab
