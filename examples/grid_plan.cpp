#include "examples/grid_plan.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/studies/findings/power.h>
#include <actlab/studies/findings/student.h>
#include <actlab/training/config_text.h>

namespace actlab {
namespace {

using studies::Grid;
using studies::OwnColumn;
using studies::PresetPart;
using studies::RateSweep;

std::string list_text(const std::vector<std::string>& names) {
  std::string result;
  for (const std::string& name : names) result += (result.empty() ? "" : ", ") + name;
  return result;
}

std::string rates_text(const std::vector<double>& lrs) {
  std::vector<std::string> words;
  for (const double lr : lrs) words.push_back(Json(lr).dump());
  return list_text(words);
}

std::string fixed(const char* format, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

std::int64_t cells_of(const RateSweep& sweep) {
  const auto rates = std::max<std::int64_t>(1, std::ssize(sweep.lrs));
  const auto networks = std::max<std::int64_t>(1, std::ssize(sweep.grid.models)) *
                        std::max<std::int64_t>(1, std::ssize(sweep.grid.data));
  return networks * std::ssize(sweep.grid.activations) * (rates + sweep.grid.seeds - 1);
}

// Forward and backward of a few items, the second time: the first one allocates.
double seconds_of_an_item(const RateSweep& sweep, const std::string& data, const std::string& model,
                          const training::TaskTable& tasks) {
  studies::TrainingTrialSpec child = studies::grid_child(sweep.grid, data, model);
  child.config->batch_size = std::min<std::int64_t>(8, child.config->batch_size);
  child.config->activation = "relu";
  const auto task = training::find_task(tasks, child.config->task()).open(*child.config);
  double seconds = 0.0, items = 1.0;
  for (int turn = 0; turn < 2; ++turn) {
    const auto start = std::chrono::steady_clock::now();
    task->next();
    training::Outcome outcome = task->forward();
    backward(outcome.loss);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    items = static_cast<double>(std::max<std::int64_t>(1, outcome.items));
  }
  return seconds / items;
}

std::string cost_line(const RateSweep& sweep, const training::TaskTable& tasks, double& hours) {
  const auto choices = [](const std::vector<std::string>& names) {
    return names.empty() ? std::vector<std::string>{""} : names;
  };
  double seconds = 0.0;
  for (const std::string& data : choices(sweep.grid.data)) {
    for (const std::string& model : choices(sweep.grid.models)) {
      seconds += seconds_of_an_item(sweep, data, model, tasks);
    }
  }
  const auto networks =
      static_cast<double>(choices(sweep.grid.data).size() * choices(sweep.grid.models).size());
  const double items = static_cast<double>(sweep.grid.steps * sweep.grid.child.config->batch_size);
  const double own = seconds * items * static_cast<double>(cells_of(sweep)) / networks / 3600.0;
  hours += own;
  return text("  ", list_text(sweep.grid.models), " on ", list_text(sweep.grid.data), ": ",
              std::ssize(sweep.grid.activations), " activations, ", sweep.grid.seeds, " seeds",
              sweep.lrs.empty() ? "" : ", rates " + rates_text(sweep.lrs), ": ", cells_of(sweep),
              " trainings of ", sweep.grid.steps, " steps, ", fixed("%.3g", own), " hours\n");
}

// The spread between seeds that the store knows of such a network, or of any.
struct Spread {
  double points = 0.0;
  std::string of;
};

Spread spread_of(const RateSweep& sweep, const std::vector<OwnColumn>& known) {
  const OwnColumn* like = nullptr;
  for (const OwnColumn& column : known) {
    if (column.freedom == 0 || column.measure != "accuracy" || column.spread == 0.0) continue;
    const bool same = std::ranges::count(sweep.grid.models, column.model) > 0 &&
                      std::ranges::count(sweep.grid.data, column.data) > 0;
    if (same || like == nullptr) like = &column;
    if (same) break;
  }
  if (like != nullptr) return {like->spread, like->name() + " in the store"};
  return {studies::published_spread(), "ResNet-20 on CIFAR-10 by MLS-Bench; none is stored yet"};
}

std::string power_line(const RateSweep& sweep, const std::vector<OwnColumn>& known) {
  const Spread spread = spread_of(sweep, known);
  const std::int64_t others = std::max<std::int64_t>(1, std::ssize(sweep.grid.activations) - 1);
  const double differences = std::sqrt(2.0) * spread.points;
  const auto one = studies::smallest_difference(differences, sweep.grid.seeds);
  const std::string seeds =
      text("  ", list_text(sweep.grid.models), ", ", sweep.grid.seeds, " seeds: ");
  if (!one) return seeds + "no difference can be shown, the paired test needs 3\n";
  const auto all = studies::smallest_difference(differences, sweep.grid.seeds, others);
  return text(seeds, "differences from ", fixed("%.2f", *one), " points (one comparison) or ",
              fixed("%.2f", *all), " (", others, " at once); seeds spread by ",
              fixed("%.2f", spread.points), ", of ", spread.of, "\n");
}

}  // namespace

bool GridPlan::swept() const {
  return std::ranges::any_of(sweeps, [](const RateSweep& sweep) { return !sweep.lrs.empty(); });
}

std::vector<studies::GridRow> GridPlan::rows_of(const std::vector<studies::GridRow>& rows) const {
  std::vector<studies::GridRow> ours;
  for (const RateSweep& sweep : sweeps) {
    for (const studies::GridRow& row : studies::rows_of(sweep, rows)) ours.push_back(row);
  }
  studies::name_settings(ours);
  return ours;
}

GridPlan plan_of(const studies::Preset& preset, const training::TaskTable& tasks,
                 const std::string& data_dir) {
  GridPlan plan{{}, {}, preset.smaller};
  for (const PresetPart& part : preset.parts) {
    try {
      const Grid grid = studies::grid_of(preset, part, tasks);
      studies::TrainingTrialSpec child = studies::grid_child(grid, part.data, part.model);
      if (!data_dir.empty()) training::set_field(*child.config, "data-dir", {data_dir});
      training::find_task(tasks, part.task).open(*child.config);
      plan.sweeps.push_back({grid, part.lrs});
    } catch (const Error& error) {
      const std::string why = error.what();  // without the list of all that is known
      plan.not_run.push_back({part.for_data, part.for_network, why.substr(0, why.find("; "))});
    }
  }
  return plan;
}

std::string preset_text(const studies::Preset& preset) {
  std::string result = text(preset.name, ": ", preset.help, "\n");
  if (!preset.smaller.empty()) result += text("smaller than the paper's: ", preset.smaller, "\n");
  result += text("activations: ", list_text(preset.activations), "\n");
  for (const PresetPart& part : preset.parts) {
    result += text("  ", part.model, " on ", part.data, " (for ", part.for_network, " on ",
                   part.for_data, "): ", part.steps, " steps, ", part.seeds, " seeds",
                   part.lrs.empty() ? "" : ", rates " + rates_text(part.lrs), "\n    ",
                   part.settings, "\n");
  }
  return result;
}

std::string forecast(const GridPlan& plan, const training::TaskTable& tasks,
                     const std::vector<OwnColumn>& known) {
  std::string result = "cost on this machine, from one step of each network timed now:\n";
  double hours = 0.0;
  for (const RateSweep& sweep : plan.sweeps) result += cost_line(sweep, tasks, hours);
  for (const studies::NotRun& part : plan.not_run) {
    result += text("  ", part.for_network, " on ", part.for_data, ": not run: ", part.why, "\n");
  }
  result += text("  together ", fixed("%.3g", hours), " hours\n");
  result += "what so many seeds can show with a probability of 80 % (paired t-test at 5 %):\n";
  for (const RateSweep& sweep : plan.sweeps) result += power_line(sweep, known);
  return result;
}

}  // namespace actlab
