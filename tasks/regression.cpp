#include <actlab/tasks/regression.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/report/axis.h>
#include <actlab/report/figure.h>
#include <actlab/tasks/regression_data.h>
#include <actlab/training/evaluation_mode.h>

namespace actlab::tasks {
namespace {

std::unique_ptr<layers::Layer> make_model(const RegressionConfig& config, std::int64_t inputs) {
  return layers::make_model(config, {inputs}, 1, config.activation,
                            static_cast<std::uint64_t>(config.seed));
}

Tensor target_tensor(const Rows& rows) {
  const MemoryUseScope scope(MemoryUse::data);
  Tensor targets = Tensor::uninitialised({rows.size(), 1});
  std::ranges::copy(rows.targets, targets.data());
  return targets;
}

double unscaled(float value, const ColumnScale& scale) {
  return scale.mean + scale.deviation * static_cast<double>(value);
}

}  // namespace

Regression::Regression(const RegressionConfig& config)
    : Regression(config, prepare_regression(config)) {}

Regression::Regression(const RegressionConfig& config, Prepared prepared)
    : TableTask(config, std::move(prepared.parts),
                make_model(config, static_cast<std::int64_t>(prepared.inputs.size())),
                "rows of " + (config.data.empty() ? config.target : config.data)),
      inputs_(std::move(prepared.inputs)),
      target_(prepared.target),
      title_((config.data.empty() ? config.target : config.data) + ", learned with " +
             config.activation),
      target_name_(std::move(prepared.target_name)),
      input_name_(std::move(prepared.input_name)) {}

training::Outcome Regression::outcome(const Rows& rows) {
  const Tensor error = subtract(network().forward(input_tensor(rows)), target_tensor(rows));
  const Tensor loss = mean(multiply(error, error));
  const double units = target_.deviation * target_.deviation;
  return {loss, rows.size(), {{"mse", units * loss.item() * static_cast<double>(rows.size())}}};
}

std::string Regression::shown(std::string_view, double value) const {
  return report::compact_number(value, 4);
}

std::vector<std::string> Regression::draw(const std::string& folder) {
  const NoGradient no_gradient;
  const training::EvaluationMode evaluation_mode(model());
  const Rows& rows = parts().test ? *parts().test : parts().train;
  const Tensor predicted = network().forward(input_tensor(rows));
  std::vector<std::size_t> order(rows.targets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const bool curve = rows.width == 1;
  if (curve) {
    std::ranges::sort(order, {}, [&](std::size_t row) { return rows.inputs[row]; });
  }
  report::Series target{.label = curve ? "target" : "", .dots = true};
  report::Series prediction{.label = "prediction"};
  for (const std::size_t row : order) {
    const double wanted = unscaled(rows.targets[row], target_);
    const double said = unscaled(predicted.values()[row], target_);
    const double x = curve ? unscaled(rows.inputs[row], inputs_.front()) : wanted;
    target.x.push_back(x);
    target.y.push_back(curve ? wanted : said);
    prediction.x.push_back(x);
    prediction.y.push_back(said);
  }
  report::Panel panel{.x = {.label = curve ? input_name_ : target_name_},
                      .y = {.label = curve ? target_name_ : "prediction"},
                      .series = {target}};
  if (curve) panel.series.push_back(prediction);
  write_file(folder + "/fit.svg",
             report::draw({.title = title_, .panels = {panel}, .columns = 1, .panel_width = 640}));
  return {"fit.svg"};
}

}  // namespace actlab::tasks
