#include <actlab/training/learner.h>

#include <chrono>

#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/optim/clip.h>
#include <actlab/training/divergence.h>
#include <actlab/training/evaluation.h>
#include <actlab/training/floating_point.h>
#include <actlab/training/setup.h>

namespace actlab::training {

namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

Learner::Learner(const Config& config, datasets::Loader& loader, layers::Layer& model,
                 optim::Optimizer& optimizer)
    : label_smoothing_(config.label_smoothing),
      clip_norm_(config.clip_norm),
      loader_(loader),
      model_(model),
      optimizer_(optimizer),
      schedule_(make_schedule(config, loader.batches_per_epoch())) {
  require_no_flush_to_zero();
}

Learner::Step Learner::step() {
  const auto began = std::chrono::steady_clock::now();
  const datasets::Batch batch = loader_.next();
  const double waited = seconds_since(began);
  const auto images = static_cast<std::int64_t>(batch.labels.size());

  const Tensor logits = model_.forward(batch.images);
  const Tensor loss = cross_entropy(logits, batch.labels, static_cast<float>(label_smoothing_));
  const double loss_value = loss.item();
  backward(loss);

  const double norm = optim::gradient_norm(optimizer_.groups());
  require_finite(loss_value, norm, state_.step + 1, model_, batch.images);
  const double lr = schedule_(state_.step);
  const double clip = clip_norm_ > 0.0 ? optim::clip_scale(norm, clip_norm_) : 1.0;
  optimizer_.step(lr, clip);
  optimizer_.clear_gradients();

  ++state_.step;
  state_.position = loader_.position();
  state_.epoch_loss += loss_value * static_cast<double>(images);
  state_.epoch_correct += count_correct(logits, batch.labels);
  state_.epoch_images += images;
  return {loss_value, lr, images, seconds_since(began), waited};
}

void Learner::save(const std::string& path) const {
  save_checkpoint(path, model_, optimizer_, state_);
}

void Learner::restore(const std::string& path) {
  state_ = load_checkpoint(path, model_, optimizer_);
  loader_.seek(state_.position);
}

void Learner::clear_epoch_sums() {
  state_.epoch_loss = 0.0;
  state_.epoch_correct = 0;
  state_.epoch_images = 0;
}

}  // namespace actlab::training
