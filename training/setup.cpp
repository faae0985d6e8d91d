#include <actlab/training/setup.h>

#include <actlab/optim/groups.h>

namespace actlab::training {
namespace {

std::vector<optim::ParameterGroup> parameter_groups(const Config& config,
                                                    const layers::Module& model) {
  return optim::groups_of(model, {.weight_decay = optim::weight_decay(config),
                                  .without_decay = optim::groups_without_decay(config)});
}

}  // namespace

std::int64_t parameter_count(const layers::Module& model) {
  std::int64_t count = 0;
  for (const NamedParameter& parameter : model.parameters()) {
    count += parameter.tensor.elements();
  }
  return count;
}

std::unique_ptr<optim::Optimizer> make_optimizer(const Config& config,
                                                 const layers::Module& model) {
  return optim::make_optimizer(config, parameter_groups(config, model));
}

optim::Schedule make_schedule(const Config& config, std::int64_t steps_per_epoch) {
  return optim::make_schedule(config, optim::learning_rate(config),
                              total_steps(config, steps_per_epoch), steps_per_epoch);
}

Loop make_loop(const Config& config, Task& task, optim::Optimizer& optimizer) {
  const std::int64_t steps_per_epoch = task.steps_per_epoch();
  return {task,
          optimizer,
          make_schedule(config, steps_per_epoch),
          {.steps = total_steps(config, steps_per_epoch),
           .clip_norm = config.clip_norm,
           .average_decay = config.average_decay}};
}

}  // namespace actlab::training
