#include <actlab/studies/findings/step_cost.h>

#include <algorithm>
#include <functional>
#include <memory>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/activation.h>
#include <actlab/studies/findings/pairwise.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/training/setup.h>

namespace actlab::studies {
namespace {

// A training that makes updates and learns nothing.
class IdleTraining {
 public:
  IdleTraining(const TrainingTrialSpec& child, const std::string& activation, std::int64_t batch,
               const training::TaskTable& tasks) {
    AnyConfig config = child.config;
    config->activation = activation;
    config->batch_size = batch;
    task_ = training::find_task(tasks, config->task()).open(*config);
    optimizer_ = training::make_optimizer(*config, task_->model());
    task_->model().train();
  }

  void update() const {
    task_->next();
    backward(task_->forward().loss);
    optimizer_->step(0.0);
    optimizer_->clear_gradients();
  }

 private:
  std::unique_ptr<training::Task> task_;
  std::unique_ptr<optim::Optimizer> optimizer_;
};

std::vector<std::vector<double>> timed(const TrainingTrialSpec& child,
                                       const std::vector<std::string>& activations,
                                       std::int64_t batch, const training::TaskTable& tasks,
                                       const Clock& now, const TurnRules& rules) {
  std::vector<IdleTraining> trainings;
  for (const std::string& activation : activations) {
    trainings.emplace_back(child, activation, batch, tasks);
  }
  std::vector<std::function<void()>> updates;
  for (const IdleTraining& training : trainings) {
    updates.emplace_back([&training] { training.update(); });
  }
  return timed_in_turns(updates, now, rules);
}

}  // namespace

std::int64_t StepCosts::turns() const { return seconds.empty() ? 0 : std::ssize(seconds.front()); }

double StepCosts::median_seconds(std::size_t activation) const {
  return median(seconds.at(activation)) * static_cast<double>(whole_batch) /
         static_cast<double>(batch);
}

std::vector<double> StepCosts::ratios(std::size_t activation) const {
  return pairwise(seconds.at(activation), seconds.front(), std::divides<>());
}

std::int64_t batch_in_time(std::int64_t whole, std::int64_t tried, double seconds,
                           const TurnRules& rules) {
  const auto turns = static_cast<double>(rules.warm_up + rules.fewest);
  const double fits = rules.seconds / turns / seconds * static_cast<double>(tried);
  if (!(fits < static_cast<double>(whole))) return whole;  // a clock may stand still
  return std::max(tried, static_cast<std::int64_t>(fits));
}

StepCosts step_costs(const TrainingTrialSpec& child, const std::vector<std::string>& activations,
                     const training::TaskTable& tasks, const Clock& now, const TurnRules& rules) {
  constexpr std::int64_t kFirstTry = 64;  // of so many parts of a batch
  const std::int64_t whole = child.config->batch_size;
  const std::int64_t tried = std::max(child.config->smallest_batch(), whole / kFirstTry);
  double turn = 0.0;
  for (const auto& seconds : timed(child, activations, tried, tasks, now, {1, 1, 1})) {
    turn += seconds.front();
  }
  const std::int64_t batch = batch_in_time(whole, tried, turn, rules);
  return {activations, timed(child, activations, batch, tasks, now, rules), batch, whole};
}

std::string most_costly(const std::vector<std::string>& activations, const Clock& now) {
  if (activations.empty()) throw Error("[cost] there is no activation to time");
  constexpr std::int64_t kRows = 4096, kChannels = 64;
  Tensor input = Tensor::uninitialised({kRows, kChannels});
  for (std::int64_t i = 0; i < input.elements(); ++i) {
    input.values()[static_cast<std::size_t>(i)] = static_cast<float>(i % 801 - 400) / 100.0F;
  }
  input.set_requires_gradient(true);
  const Tensor d_output = Tensor::ones(input.shape());
  std::vector<std::function<void()>> passes;
  for (const std::string& name : activations) {
    const auto layer = std::make_shared<layers::Activation>(formula::compile(name), kChannels);
    passes.emplace_back([=] { backward(layer->forward(input), d_output); });
  }
  std::vector<double> medians;
  for (const auto& seconds : timed_in_turns(passes, now)) medians.push_back(median(seconds));
  return activations[static_cast<std::size_t>(std::ranges::max_element(medians) - medians.begin())];
}

}  // namespace actlab::studies
