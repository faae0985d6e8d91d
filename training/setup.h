// From a Config to the parts of a run that every task shares.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <actlab/layers/module.h>
#include <actlab/optim/optimizer.h>
#include <actlab/training/config.h>
#include <actlab/training/loop.h>

namespace actlab::training {

std::int64_t parameter_count(const layers::Module& model);

// One group for each that occurs (optim/groups.h).
std::unique_ptr<optim::Optimizer> make_optimizer(const Config& config, const layers::Module& model);

optim::Schedule make_schedule(const Config& config, std::int64_t steps_per_epoch);

// A loop over all the steps that the configuration asks for.
Loop make_loop(const Config& config, Task& task, optim::Optimizer& optimizer);

}  // namespace actlab::training
