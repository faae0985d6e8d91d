#include "bench/step_speed/step.h"

#include <actlab/core/base/random.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/models/table.h>
#include "bench/timing.h"

namespace actlab::bench {

namespace {

Shape image_of(const StepOptions& options) {
  const std::int64_t side =
      options.image_side > 0 ? options.image_side : layers::find_model(options.model).side;
  return {side, side, 3};
}

}  // namespace

Step::Step(const StepOptions& options)
    : options_(options),
      model_(layers::make_model(options.model, {.classes = options.classes,
                                                .activation = options.activation,
                                                .settings = {{"recompute", options.recompute}},
                                                .input = image_of(options)})),
      images_(Tensor::uninitialised(
          {options.batch_size, image_of(options)[0], image_of(options)[1], 3})) {
  Random random(0, Purpose::test);
  for (float& value : images_.values()) value = random.normal();
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < options.batch_size; ++i) {
    labels.push_back(static_cast<std::int32_t>(random.below(options.classes)));
  }
  labels_ = Indices(std::move(labels));
  if (!options.training) {
    model_->eval();
    return;
  }
  optim::ParameterGroup group{"all", model_->parameters(), 1.0, 1e-4};
  optimizer_ = std::make_unique<optim::SGD>(std::vector{group}, optim::SGDOptions{.momentum = 0.9});
}

void Step::train() {
  optimizer_->clear_gradients();
  backward(cross_entropy(model_->forward(images_), labels_));
  optimizer_->step(0.0);  // random labels: at any other rate some activations diverge
}

double Step::run() {
  return milliseconds([&] {
    if (options_.training) return train();
    const NoGradient no_gradient;
    (void)model_->forward(images_);
  });
}

}  // namespace actlab::bench
