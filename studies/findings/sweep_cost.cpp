#include <actlab/studies/findings/sweep_cost.h>

#include <algorithm>

#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

std::vector<std::string> choices(const std::vector<std::string>& names) {
  return names.empty() ? std::vector<std::string>{""} : names;
}

double hours(const NetworkCost& cost, double seconds_of_an_update) {
  return static_cast<double>(cost.trainings * cost.steps) * seconds_of_an_update / 3600.0;
}

std::vector<double> medians(const StepCosts& timed) {
  std::vector<double> result;
  for (std::size_t i = 0; i < timed.activations.size(); ++i) {
    result.push_back(timed.median_seconds(i));
  }
  return result;
}

}  // namespace

double NetworkCost::least_hours() const { return hours(*this, std::ranges::min(medians(timed))); }

double NetworkCost::most_hours() const { return hours(*this, std::ranges::max(medians(timed))); }

std::vector<NetworkCost> sweep_cost(const RateSweep& sweep, const training::TaskTable& tasks,
                                    const std::string& data_dir, const Clock& now,
                                    const TurnRules& rules) {
  const Grid& grid = sweep.grid;
  const std::vector<std::string> data_sets = choices(grid.data), models = choices(grid.models);
  const std::int64_t trainings = trainings_of(sweep) / (std::ssize(data_sets) * std::ssize(models));
  std::vector<std::string> timed = {"relu"};
  const std::string costly = most_costly(grid.activations, now);
  if (costly != timed.front()) timed.push_back(costly);
  std::vector<NetworkCost> costs;
  for (const std::string& data : data_sets) {
    for (const std::string& model : models) {
      TrainingTrialSpec child = grid_child(grid, data, model);
      training::set_data_dir(*child.config, data_dir);
      costs.push_back(
          {data, model, trainings, grid.steps, step_costs(child, timed, tasks, now, rules)});
    }
  }
  return costs;
}

}  // namespace actlab::studies
