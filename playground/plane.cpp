#include <actlab/playground/plane.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/watch.h>
#include <actlab/training/evaluation_mode.h>

namespace actlab::playground {
namespace {

Tensor places(const tasks::TableTask& task, std::int64_t size) {
  const std::int64_t inputs = task.parts().train.width;
  if (inputs > 2) {
    throw UsageError(text("[playground] a picture shows one or two inputs, here are ", inputs));
  }
  const float far = reach(task);
  const float step = 2.0f * far / static_cast<float>(size);
  const auto at = [&](std::int64_t i) { return -far + (static_cast<float>(i) + 0.5f) * step; };
  std::vector<float> values;
  if (inputs == 1) {
    for (std::int64_t i = 0; i < size; ++i) values.push_back(at(i));
    return Tensor::from({size, 1}, values);
  }
  for (std::int64_t row = 0; row < size; ++row) {
    for (std::int64_t column = 0; column < size; ++column) {
      values.push_back(at(column));
      values.push_back(-at(row));
    }
  }
  return Tensor::from({size * size, 2}, values);
}

}  // namespace

float reach(const tasks::TableTask& task) {
  float most = 1.0f;
  for (const float value : task.parts().train.inputs) most = std::max(most, std::abs(value));
  return 1.1f * most;
}

Tensor outputs_over_plane(tasks::TableTask& task, std::int64_t size) {
  const NoGradient no_gradient;
  const training::EvaluationMode evaluation_mode(task.model());
  return task.network().forward(places(task, size));
}

std::vector<float> unit_over_plane(tasks::TableTask& task, std::int64_t size, const Unit& unit) {
  std::vector<float> values;
  const auto see = [&](const layers::Seen& seen) {
    if (seen.name != unit.site) return;
    const Tensor output = seen.output.tensor();
    const std::int64_t units = output.size(output.rank() - 1);
    if (unit.index < 0 || unit.index >= units) {
      throw UsageError(
          text("[playground] ", unit.site, " has ", units, " units, got number ", unit.index));
    }
    for (std::int64_t i = unit.index; i < output.elements(); i += units) {
      values.push_back(output.data()[i]);
    }
  };
  {
    const layers::Watch watch(task.network(), see);
    (void)outputs_over_plane(task, size);
  }
  if (values.empty()) {
    throw UsageError(text("[playground] the network has no layer ", unit.site));
  }
  return values;
}

}  // namespace actlab::playground
