#include <actlab/training/loop.h>

#include <chrono>
#include <map>
#include <string>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/state.h>
#include <actlab/optim/clip.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/divergence.h>
#include <actlab/training/floating_point.h>

namespace actlab::training {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

Loop::Loop(Task& task, optim::Optimizer& optimizer, optim::Schedule schedule,
           const LoopOptions& options)
    : task_(task), optimizer_(optimizer), schedule_(std::move(schedule)), options_(options) {
  require_no_flush_to_zero();
}

Loop& Loop::with(Listener& listener) {
  listeners_.push_back(&listener);
  return *this;
}

Ended Loop::run() {
  while (step()) {
  }
  return finish();
}

bool Loop::step() {
  begin();
  if (stopped_ || steps_done_ >= options_.steps) return false;
  update();
  if (is_at_epoch_end()) {
    tell_epoch();
    sums_ = {};
  }
  tell([&](Listener& listener) { listener.settled(*this); });
  return true;
}

Ended Loop::finish() {
  begin();
  tell([&](Listener& listener) { listener.finish(*this); });
  const bool finished = steps_done_ >= options_.steps;
  if (finished && !is_at_epoch_end()) tell_epoch();
  return {finished, finished ? "" : why_stopped_};
}

void Loop::begin() {
  if (std::exchange(begun_, true)) return;
  task_.model().train();
  keep_average();
  tell([&](Listener& listener) { listener.begin(*this); });
}

void Loop::update() {
  const auto began = Clock::now();
  task_.next();
  const double waited = seconds_since(began);
  tell([&](Listener& listener) { listener.before_forward(*this); });

  const Outcome outcome = task_.forward();
  const double loss = outcome.loss.item();
  backward(outcome.loss);

  const double norm = optim::gradient_norm(optimizer_.groups());
  require_finite(loss, norm, steps_done_ + 1, task_);
  const double lr = schedule_(steps_done_);
  const double clip = options_.clip_norm > 0.0 ? optim::clip_scale(norm, options_.clip_norm) : 1.0;
  Update update{steps_done_ + 1, loss, lr, norm, clip, seconds_since(began), waited, outcome};
  tell([&](Listener& listener) { listener.after_backward(*this, update); });
  optimizer_.step(lr, clip);
  optimizer_.clear_gradients();

  ++steps_done_;
  if (average_) average_->update(steps_done_);
  sums_.add(loss, outcome);
  update.seconds = seconds_since(began);
  tell([&](Listener& listener) { listener.after_update(*this, update); });
}

// Of what the model has now, unless it is kept already.
void Loop::keep_average() {
  if (options_.average_decay == 0.0 || average_) return;
  std::map<std::string, Tensor> weights;
  for (const auto& parameter : task_.model().parameters()) {
    weights.emplace(parameter.name, parameter.tensor);
  }
  for (const auto& buffer : task_.model().buffers()) {
    if (buffer.kind != layers::BufferKind::statistics) continue;
    weights.emplace(buffer.name, buffer.tensor);
  }
  average_ = std::make_unique<optim::WeightAverage>(std::move(weights), options_.average_decay);
}

void Loop::tell_epoch() {
  const auto average = use_average();
  Record record{"epoch", epoch(), {}};
  for (const auto& [name, mean] : epoch_means()) record.values.emplace_back("train_" + name, mean);
  tell([&](Listener& listener) { listener.after_epoch(*this, record); });
}

void Loop::stop(const std::string& why) {
  if (!stopped_) why_stopped_ = why;
  stopped_ = true;
}

std::int64_t Loop::epoch() const { return (steps_done_ - 1) / task_.steps_per_epoch() + 1; }

std::int64_t Loop::step_in_epoch() const {
  return steps_done_ - (epoch() - 1) * task_.steps_per_epoch();
}

void Loop::save(Checkpoint& checkpoint) const {
  if (average_ && average_->in_use()) {
    throw Error("[checkpoint] the model has the averages of its weights, not the weights");
  }
  checkpoint.put("task", task_.name());
  for (const auto& [key, value] : task_.description()) checkpoint.put(key, value);
  checkpoint.put("step", steps_done_);
  checkpoint.put("epoch", task_.position().epoch);
  checkpoint.put("batch", task_.position().batch);
  checkpoint.put("epoch_loss", sums_.loss);
  checkpoint.put("epoch_items", sums_.items);
  checkpoint.put_measures("epoch_sums", sums_.others);
  checkpoint.put_tensors("", layers::state(task_.model()));
  checkpoint.put_tensors("optimizer.", optimizer_.state());
  if (average_) checkpoint.put_tensors("average.", average_->state());
  for (const Listener* listener : listeners_) listener->save(checkpoint);
}

void Loop::load(const Checkpoint& checkpoint) {
  const std::string task = checkpoint.word("task");
  if (task != task_.name()) {
    throw Error(text(
        "[checkpoint] ", checkpoint.source(), " is of the task ", task, ", not of ", task_.name(),
        ", and was not written by this run; resume the run that wrote it, in its own ", "folder"));
  }
  for (const auto& [key, value] : task_.description()) {
    if (!checkpoint.has(key) || checkpoint.word(key) == value) continue;
    throw Error(text("[checkpoint] ", checkpoint.source(), " states ", key, " ",
                     checkpoint.word(key), ", but what is trained has ", value));
  }
  OutcomeSums sums;
  sums.loss = checkpoint.number("epoch_loss");
  sums.items = checkpoint.whole("epoch_items");
  sums.others = checkpoint.measures("epoch_sums");
  const datasets::Position position{checkpoint.whole("epoch"), checkpoint.whole("batch")};
  const std::int64_t steps = checkpoint.whole("step");
  layers::load_state(task_.model(), checkpoint.model_tensors(), checkpoint.source());
  optimizer_.load_state(checkpoint.tensors("optimizer."));
  keep_average();
  if (average_) average_->load_state(checkpoint.tensors("average."));
  task_.seek(position);
  steps_done_ = steps;
  sums_ = sums;
  for (Listener* listener : listeners_) listener->load(checkpoint);
}

}  // namespace actlab::training
