#include "examples/grid_plan.h"

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/io/json.h>
#include <actlab/studies/findings/power.h>
#include <actlab/studies/findings/shares.h>
#include <actlab/training/config_text.h>

namespace actlab {
namespace {

using studies::Grid;
using studies::OwnColumn;
using studies::PresetPart;
using studies::RateSweep;

std::string rates_text(const std::vector<double>& lrs) {
  return joined(lrs, ", ", [](double lr) { return Json(lr).dump(); });
}

// "an update of 128 takes 0.119 s with relu and 0.153 s with elish, medians of 9 turns".
std::string timing_text(const studies::StepCosts& timed) {
  std::string result = text("an update of ", timed.whole_batch, " takes ");
  for (std::size_t i = 0; i < timed.activations.size(); ++i) {
    result += text(i == 0 ? "" : " and ", formatted("%.3g", timed.median_seconds(i)), " s with ",
                   timed.activations[i]);
  }
  result += text(", ", timed.activations.size() == 1 ? "median" : "medians", " of ", timed.turns(),
                 " turns");
  if (timed.batch == timed.whole_batch) return result;
  return result + text(" of ", timed.batch, " items, in proportion");
}

// "3.97", "287000"
std::string three_digits(double value) {
  const std::string shortest = formatted("%.3g", value);
  return value < 1000.0 ? shortest : formatted("%.0f", std::stod(shortest));
}

// "3.97 hours", or "3.97 to 5.1 hours".
std::string hours_text(double least, double most) {
  const std::string low = three_digits(least), high = three_digits(most);
  return low == high ? low + " hours" : text(low, " to ", high, " hours");
}

std::string cost_lines(const RateSweep& sweep, const std::vector<studies::NetworkCost>& costs) {
  std::string result;
  for (const studies::NetworkCost& cost : costs) {
    result += text(
        "  ", cost.model.empty() ? "the network" : cost.model, cost.data.empty() ? "" : " on ",
        cost.data, ": ", std::ssize(sweep.grid.activations), " activations, ", sweep.grid.seeds,
        " seeds", sweep.lrs.empty() ? "" : ", rates " + rates_text(sweep.lrs), ": ", cost.trainings,
        " trainings of ", cost.steps, " steps, ", hours_text(cost.least_hours(), cost.most_hours()),
        "\n    ", timing_text(cost.timed), "\n");
  }
  return result;
}

// The spread between seeds that the store knows of such a network, or of any.
struct Spread {
  double points = 0.0;
  std::string of;
};

Spread spread_of(const RateSweep& sweep, const std::vector<OwnColumn>& known) {
  const OwnColumn* like = nullptr;
  for (const OwnColumn& column : known) {
    if (column.freedom == 0 || !studies::is_share(column.measure) || column.spread == 0.0) continue;
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
      text("  ", joined(sweep.grid.models, ", "), ", ", sweep.grid.seeds, " seeds: ");
  if (!one) return seeds + "no difference can be shown, the paired test needs 3\n";
  const auto all = studies::smallest_difference(differences, sweep.grid.seeds, others);
  return text(seeds, "differences from ", formatted("%.2f", *one), " points (one comparison) or ",
              formatted("%.2f", *all), " (", others, " at once); seeds spread by ",
              formatted("%.2f", spread.points), ", of ", spread.of, "\n");
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
      training::set_data_dir(*child.config, data_dir);
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
  result += text("activations: ", joined(preset.activations, ", "), "\n");
  for (const PresetPart& part : preset.parts) {
    result += text("  ", part.model, " on ", part.data, " (for ", part.for_network, " on ",
                   part.for_data, "): ", part.steps, " steps, ", part.seeds, " seeds",
                   part.lrs.empty() ? "" : ", rates " + rates_text(part.lrs), "\n    ",
                   part.settings, "\n");
  }
  return result;
}

std::string forecast(const GridPlan& plan, const training::TaskTable& tasks,
                     const std::string& data_dir, const std::vector<OwnColumn>& known,
                     const studies::Clock& now) {
  std::string result =
      text("cost on this machine with ", threads(), threads() == 1 ? " thread" : " threads",
           ", from updates timed now, with relu and with the costliest activation in turns,\n",
           "after a warm-up; judging each training at its end comes on top:\n");
  double least = 0.0, most = 0.0;
  for (const RateSweep& sweep : plan.sweeps) {
    const std::vector<studies::NetworkCost> costs =
        studies::sweep_cost(sweep, tasks, data_dir, now);
    result += cost_lines(sweep, costs);
    for (const studies::NetworkCost& cost : costs) {
      least += cost.least_hours();
      most += cost.most_hours();
    }
  }
  for (const studies::NotRun& part : plan.not_run) {
    result += text("  ", part.for_network, " on ", part.for_data, ": not run: ", part.why, "\n");
  }
  result += text("  together ", hours_text(least, most), "\n");
  result += "what so many seeds can show with a probability of 80 % (paired t-test at 5 %):\n";
  for (const RateSweep& sweep : plan.sweeps) result += power_line(sweep, known);
  return result;
}

}  // namespace actlab
