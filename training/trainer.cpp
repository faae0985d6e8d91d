#include <actlab/training/trainer.h>

#include <cstdio>

#include <actlab/core/base/error.h>
#include <actlab/core/io/atomic_file.h>

namespace actlab::training {
namespace {

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
                 layers::Layer& model, optim::Optimizer& optimizer, const std::string& folder,
                 Progress& progress, bool resume)
    : config_(config),
      data_(data),
      model_(model),
      folder_(folder),
      progress_(progress),
      steps_per_epoch_(loader.batches_per_epoch()),
      total_steps_(total_steps(config, steps_per_epoch_)),
      learner_(config, loader, model, optimizer),
      stop_([] { return false; }) {
  if (resume) {
    for (const char* name : {"/last.safetensors", "/best.safetensors", "/config.json"}) {
      remove_abandoned_temporaries(folder_ + name);
    }
    learner_.restore(folder_ + "/last.safetensors");
  }
  metrics_.emplace(folder_, MetricsKept{state().step, state().position.epoch});
  if (!resume) save_last();  // shows at once whether there is room, and makes step 0 resumable
}

TrainingResult Trainer::run() {
  model_.train();
  bool stopped = stop_();
  while (state().step < total_steps_ && !stopped) {
    train_step();
    stopped = stop_();
    if (state().position.batch == 0) {
      end_epoch();
    } else if (config_.checkpoint_every > 0 && state().step % config_.checkpoint_every == 0) {
      save_last();
    }
  }
  result_.interrupted = stopped && state().step < total_steps_;
  if (state().position.batch != 0) {
    save_last();
    if (!result_.interrupted) finish_cut_epoch();
  }
  result_.steps = state().step;
  result_.best_accuracy = state().best_accuracy;
  result_.best_step = state().best_step;
  result_.test_accuracy = state().test_accuracy;
  result_.images_per_second = since_start_.images_per_second();
  result_.waited_for_data = ratio(since_start_.waited, since_start_.seconds);
  return result_;
}

void Trainer::train_step() {
  const Learner::Step step = learner_.step();
  for (Effort* effort : {&since_record_, &since_epoch_, &since_start_}) {
    effort->seconds += step.seconds;
    effort->waited += step.waited;
    effort->images += step.images;
    ++effort->steps;
  }
  log_step(step);
  show_progress();
}

void Trainer::log_step(const Learner::Step& step) {
  if (state().step % config_.log_every != 0) return;
  metrics_->write(StepRecord{state().step, step.loss, step.lr, since_record_.images_per_second()});
  since_record_ = {};
}

void Trainer::show_progress() {
  const std::int64_t per_epoch = steps_per_epoch_;
  const auto images = static_cast<double>(state().epoch_images);
  const std::int64_t epoch = (state().step - 1) / per_epoch;
  progress_.update(
      {.epoch = epoch + 1,
       .epochs = (total_steps_ + per_epoch - 1) / per_epoch,
       .step_in_epoch = state().step - epoch * per_epoch,
       .steps_in_epoch = per_epoch,
       .steps_left = total_steps_ - state().step,
       .loss = ratio(state().epoch_loss, images),
       .accuracy = ratio(static_cast<double>(state().epoch_correct), images),
       .images_per_second = since_epoch_.images_per_second(),
       .seconds_per_step = ratio(since_start_.seconds, static_cast<double>(since_start_.steps))});
}

EpochRecord Trainer::evaluate_epoch() {
  const auto images = static_cast<double>(state().epoch_images);
  EpochRecord record;
  record.epoch = (state().step - 1) / steps_per_epoch_ + 1;
  record.train_loss = ratio(state().epoch_loss, images);
  record.train_accuracy = ratio(static_cast<double>(state().epoch_correct), images);
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
  record.lr = learner_.lr_at(state().step - 1);
  record.seconds = since_epoch_.seconds;
  record.images_per_second = since_epoch_.images_per_second();
  metrics_->write(record);
  progress_.line(epoch_line(record));
  result_.train_loss = record.train_loss;
  result_.train_accuracy = record.train_accuracy;
  return record;
}

void Trainer::save_if_best(const EpochRecord& record) {
  TrainingState& state = learner_.state();
  const std::optional<double> accuracy =
      record.validation_accuracy ? record.validation_accuracy : record.test_accuracy;
  state.test_accuracy = record.test_accuracy;
  if (accuracy && state.best_accuracy && *accuracy <= *state.best_accuracy) return;
  state.best_accuracy = accuracy;
  state.best_step = state.step;
  save_weights(folder_ + "/best.safetensors", model_,
               {{"step", std::to_string(state.step)},
                {"accuracy", accuracy ? text(*accuracy) : "not evaluated"},
                {"model", config_.model},
                {"activation", config_.activation}});
}

void Trainer::end_epoch() {
  const EpochRecord record = evaluate_epoch();
  save_if_best(record);
  learner_.clear_epoch_sums();
  since_epoch_ = {};
  save_last();
}

// --max-steps ended the run inside an epoch. Its record and evaluation come after the checkpoint,
// which so knows nothing of them: a run that is resumed with more steps goes on as if it had never
// stopped, and a run resumed without says the same once more.
void Trainer::finish_cut_epoch() { save_if_best(evaluate_epoch()); }

void Trainer::save_last() { learner_.save(folder_ + "/last.safetensors"); }

}  // namespace actlab::training
