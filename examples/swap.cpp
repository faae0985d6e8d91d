// The activation changes in the middle of a run:
//
//   ./run train --data cifar10 --activation relu --epochs 3 --keep all --output runs/a
//   ./run swap --from runs/a --epoch 2 --activation swish
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/experiments/swap.h>
#include <actlab/report/figure.h>
#include <actlab/tasks/table.h>
#include <actlab/training/config_text.h>
#include <actlab/training/run_folder.h>
#include <actlab/training/setup.h>
#include "examples/config_flags.h"
#include "examples/output_guard.h"
#include "examples/program.h"

using namespace actlab;

namespace {

struct Request {
  std::string from;
  std::int64_t epoch = -1;  // -1: the end of the run
  std::string activation = "swish";
  std::int64_t steps = 0;
  std::string picture = "swap.svg";
};

// What cannot be is refused before anything is read.
void check(const Request& request) {
  require_not_empty("--from", request.from);
  require_not_empty("--activation", request.activation);
  formula::require_not_constant(*formula::compile(request.activation));
}

std::string checkpoint_file(const Request& request) {
  if (request.epoch < 0) return request.from + "/last.safetensors";
  std::string number = std::to_string(request.epoch);
  number.insert(0, 5 - std::min<std::size_t>(5, number.size()), '0');
  const std::string file = request.from + "/epochs/" + number + ".safetensors";
  if (std::filesystem::exists(file)) return file;
  throw UsageError(text("[swap] ", request.from, " keeps no checkpoint of epoch ", request.epoch,
                        "; train with --keep all, or leave --epoch out for the run's end"));
}

dynamics::AfterSwap run_on(const Request& request, const training::Checkpoint& checkpoint,
                           const std::string& activation) {
  const training::TaskTable table = tasks::table();
  const std::string source = request.from + "/config.json";
  const std::string json = training::stored_config(request.from);
  const training::TaskKind& kind = training::find_task_of(table, json, source);
  const std::unique_ptr<training::Config> config = kind.config();
  training::apply_json(*config, json, source);
  config->init.clear();
  if (!activation.empty()) config->activation = activation;
  training::check(*config);
  const auto task = kind.open(*config);
  const auto optimizer = training::make_optimizer(*config, task->model());
  training::Loop loop = training::make_loop(*config, *task, *optimizer);
  dynamics::graft(loop, checkpoint);
  const std::int64_t steps = request.steps > 0 ? request.steps : task->steps_per_epoch();
  // A run that has ended goes on at the rate of its last step.
  if (loop.steps_done() + steps > loop.end()) {
    const double rate = loop.lr_at(std::min(loop.steps_done(), loop.end() - 1));
    loop.set_schedule([rate](std::int64_t) { return rate; });
    loop.set_end(loop.steps_done() + steps);
  }
  return dynamics::go_on(loop, config->activation, steps);
}

report::Series curve(const dynamics::AfterSwap& run, bool dashed) {
  report::Series series{.label = run.activation, .dashed = dashed};
  for (std::size_t i = 0; i < run.losses.size(); ++i) {
    series.x.push_back(static_cast<double>(i + 1));
    series.y.push_back(run.losses[i]);
  }
  return series;
}

void swap(const Request& request) {
  check(request);
  training::stored_config(request.from);  // refuses what is no run
  refuse_run_file_as_output(request.picture, {request.from});
  const auto checkpoint = training::Checkpoint::read(checkpoint_file(request));
  const dynamics::AfterSwap without = run_on(request, checkpoint, "");
  const dynamics::AfterSwap with = run_on(request, checkpoint, request.activation);
  write_file(
      request.picture,
      report::draw({.title = "After the swap: " + without.activation + " and " + with.activation,
                    .panels = {{.title = "loss of the training batches",
                                .x = {.label = "steps after the swap"},
                                .y = {.label = "loss"},
                                .series = {curve(without, true), curve(with, false)}}},
                    .columns = 1,
                    .panel_width = 820,
                    .panel_height = 440}));
  std::cout << "written to " << request.picture << '\n'
            << dynamics::swap_finding(without, with) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "The activation changes in the middle of a run: how large is the shock, how long the way "
      "back?\nGoes on from a checkpoint twice, as it was and with another activation.",
      "./run swap");
  Request request;
  app.add_option("--from", request.from, "folder of the run")->required();
  app.add_option("--epoch", request.epoch,
                 "after which epoch (of a run with --keep); without: at the run's end")
      ->check(CLI::Range(0, 100'000'000));
  app.add_option("-a,--activation", request.activation, "the new one, a name or a formula")
      ->capture_default_str();
  app.add_option("--steps", request.steps, "further steps; without: an epoch")
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--picture", request.picture, "SVG of the losses")->capture_default_str();
  return run_program(app, argc, argv, [&] { swap(request); });
}
