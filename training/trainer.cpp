#include "training/trainer.h"

#include <chrono>
#include <cstdio>

#include "core/io/atomic_file.h"
#include "core/ops/loss.h"
#include "core/tensor/autograd.h"
#include "optim/clip.h"
#include "training/divergence.h"
#include "training/floating_point.h"

namespace actlab::training {
namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double ratio(double amount, double whole) { return whole > 0.0 ? amount / whole : 0.0; }

std::string percent(double fraction) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f %%", 100.0 * fraction);
  return buffer;
}

std::string epoch_line(const EpochRecord& record) {
  std::string line = text("epoch ", record.epoch, ": train loss ", record.train_loss,
                          ", train accuracy ", percent(record.train_accuracy));
  if (record.validation_accuracy) {
    line += ", validation accuracy " + percent(*record.validation_accuracy);
  }
  if (record.test_accuracy) line += ", test accuracy " + percent(*record.test_accuracy);
  return line + text(", ", static_cast<std::int64_t>(record.images_per_second), " images/s");
}

}  // namespace

double Trainer::Effort::images_per_second() const {
  return ratio(static_cast<double>(images), seconds);
}

Trainer::Trainer(const Config& config, const TrainingData& data, datasets::Loader& loader,
                 layers::Module& model, optim::Optimizer& optimizer, const std::string& folder,
                 Progress& progress, bool resume)
    : config_(config),
      data_(data),
      model_(model),
      optimizer_(optimizer),
      folder_(folder),
      progress_(progress),
      loader_(loader),
      total_steps_(total_steps(config, loader_.batches_per_epoch())),
      schedule_(make_schedule(config, loader_.batches_per_epoch())),
      stop_([] { return false; }) {
  require_no_flush_to_zero();
  if (resume) {
    for (const char* name : {"/last.safetensors", "/best.safetensors", "/config.json"}) {
      remove_abandoned_temporaries(folder_ + name);
    }
    state_ = load_checkpoint(folder_ + "/last.safetensors", model_, optimizer_);
    loader_.seek(state_.position);
  }
  metrics_.emplace(folder_, MetricsKept{state_.step, state_.position.epoch});
  if (!resume) save_last();  // shows at once whether there is room, and makes step 0 resumable
}

TrainingResult Trainer::run() {
  model_.train();
  bool stopped = stop_();
  while (state_.step < total_steps_ && !stopped) {
    train_step();
    stopped = stop_();
    if (state_.position.batch == 0) {
      end_epoch();
    } else if (config_.checkpoint_every > 0 && state_.step % config_.checkpoint_every == 0) {
      save_last();
    }
  }
  result_.interrupted = stopped && state_.step < total_steps_;
  if (state_.position.batch != 0) {
    save_last();
    if (!result_.interrupted) finish_cut_epoch();
  }
  result_.steps = state_.step;
  result_.best_accuracy = state_.best_accuracy;
  result_.best_step = state_.best_step;
  result_.test_accuracy = state_.test_accuracy;
  return result_;
}

void Trainer::train_step() {
  const auto began = std::chrono::steady_clock::now();
  const datasets::Batch batch = loader_.next();
  const auto images = static_cast<std::int64_t>(batch.labels.size());

  const Tensor logits = model_.forward(batch.images);
  const Tensor loss =
      cross_entropy(logits, batch.labels, static_cast<float>(config_.label_smoothing));
  const double loss_value = loss.item();
  backward(loss);

  const double norm = optim::gradient_norm(optimizer_.groups());
  require_finite(loss_value, norm, state_.step + 1, model_, batch.images);
  const double lr = schedule_(state_.step);
  const double clip = config_.clip_norm > 0.0 ? optim::clip_scale(norm, config_.clip_norm) : 1.0;
  optimizer_.step(lr, clip);
  optimizer_.clear_gradients();

  ++state_.step;
  state_.position = loader_.position();
  state_.epoch_loss += loss_value * static_cast<double>(images);
  state_.epoch_correct += count_correct(logits, batch.labels);
  state_.epoch_images += images;

  const double seconds = seconds_since(began);
  for (Effort* effort : {&since_record_, &since_epoch_, &since_start_}) {
    effort->seconds += seconds;
    effort->images += images;
    ++effort->steps;
  }
  log_step(loss_value, lr);
  show_progress();
}

void Trainer::log_step(double loss, double lr) {
  if (state_.step % config_.log_every != 0) return;
  metrics_->write(StepRecord{state_.step, loss, lr, since_record_.images_per_second()});
  since_record_ = {};
}

void Trainer::show_progress() {
  const std::int64_t per_epoch = loader_.batches_per_epoch();
  const auto images = static_cast<double>(state_.epoch_images);
  const std::int64_t epoch = (state_.step - 1) / per_epoch;
  progress_.update(
      {.epoch = epoch + 1,
       .epochs = (total_steps_ + per_epoch - 1) / per_epoch,
       .step_in_epoch = state_.step - epoch * per_epoch,
       .steps_in_epoch = per_epoch,
       .steps_left = total_steps_ - state_.step,
       .loss = ratio(state_.epoch_loss, images),
       .accuracy = ratio(static_cast<double>(state_.epoch_correct), images),
       .images_per_second = since_epoch_.images_per_second(),
       .seconds_per_step = ratio(since_start_.seconds, static_cast<double>(since_start_.steps))});
}

EpochRecord Trainer::evaluate_epoch() {
  const auto images = static_cast<double>(state_.epoch_images);
  EpochRecord record;
  record.epoch = (state_.step - 1) / loader_.batches_per_epoch() + 1;
  record.train_loss = ratio(state_.epoch_loss, images);
  record.train_accuracy = ratio(static_cast<double>(state_.epoch_correct), images);
  if (data_.validation) {
    const Evaluation of_validation = evaluate(model_, *data_.validation, data_.normalisation);
    record.validation_loss = of_validation.loss;
    record.validation_accuracy = of_validation.accuracy();
  }
  if (data_.test) {
    const Evaluation of_test = evaluate(model_, *data_.test, data_.normalisation);
    record.test_loss = of_test.loss;
    record.test_accuracy = of_test.accuracy();
  }
  record.lr = schedule_(state_.step - 1);
  record.seconds = since_epoch_.seconds;
  record.images_per_second = since_epoch_.images_per_second();
  metrics_->write(record);
  progress_.line(epoch_line(record));
  result_.train_loss = record.train_loss;
  result_.train_accuracy = record.train_accuracy;
  return record;
}

void Trainer::save_if_best(const EpochRecord& record) {
  const std::optional<double> accuracy =
      record.validation_accuracy ? record.validation_accuracy : record.test_accuracy;
  state_.test_accuracy = record.test_accuracy;
  if (accuracy && state_.best_accuracy && *accuracy <= *state_.best_accuracy) return;
  state_.best_accuracy = accuracy;
  state_.best_step = state_.step;
  save_weights(folder_ + "/best.safetensors", model_,
               {{"step", std::to_string(state_.step)},
                {"accuracy", accuracy ? text(*accuracy) : "not evaluated"},
                {"model", config_.model},
                {"activation", config_.activation}});
}

void Trainer::end_epoch() {
  const EpochRecord record = evaluate_epoch();
  save_if_best(record);
  state_.epoch_loss = 0.0;
  state_.epoch_correct = 0;
  state_.epoch_images = 0;
  since_epoch_ = {};
  save_last();
}

// --max-steps ended the run inside an epoch. Its record and evaluation come after the checkpoint,
// which so knows nothing of them: a run that is resumed with more steps goes on as if it had never
// stopped, and a run resumed without says the same once more.
void Trainer::finish_cut_epoch() { save_if_best(evaluate_epoch()); }

void Trainer::save_last() {
  save_checkpoint(folder_ + "/last.safetensors", model_, optimizer_, state_);
}

}  // namespace actlab::training
