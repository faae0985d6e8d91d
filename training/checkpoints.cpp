#include <actlab/training/checkpoints.h>

#include <filesystem>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/evaluation.h>
#include <actlab/training/loop.h>

namespace actlab::training {
namespace {

namespace fs = std::filesystem;

std::string epoch_file(const std::string& folder, std::int64_t epoch) {
  return folder + formatted("/epochs/%05lld.safetensors", static_cast<long long>(epoch));
}

}  // namespace

Checkpoints::Checkpoints(std::string folder, const CheckpointsOptions& options)
    : folder_(std::move(folder)), options_(options) {}

void Checkpoints::resume(Loop& loop) const {
  for (const char* name : {"/last.safetensors", "/best.safetensors", "/config.json"}) {
    remove_abandoned_temporaries(folder_ + name);
  }
  loop.load(Checkpoint::read(folder_ + "/last.safetensors"));
}

void Checkpoints::begin(Loop& loop) {
  if (loop.steps_done() > 0) return;
  write_last(loop);  // shows at once whether there is room, and makes step 0 resumable
  if (options_.keep > 0) keep_epoch(loop, 0);
}

void Checkpoints::after_epoch(Loop& loop, Record& record) {
  const Task& task = loop.task();
  const Goal goal = task.goal();
  const std::optional<Score> score = training::score(record, goal);
  if (score && best_ && !goal.is_better(score->value, *best_)) return;
  best_.reset();
  if (score) best_ = score->value;
  best_step_ = loop.steps_done();
  Metadata metadata = task.description();
  metadata["task"] = task.name();
  metadata["step"] = std::to_string(best_step_);
  metadata[goal.measure] = score ? text(score->value) : "not evaluated";
  save_weights(folder_ + "/best.safetensors", loop.task().model(), metadata);
}

void Checkpoints::settled(Loop& loop) {
  if (loop.is_at_epoch_end()) {
    write_last(loop);
    if (options_.keep > 0) keep_epoch(loop, loop.epoch());
  } else if (options_.every > 0 && loop.steps_done() % options_.every == 0) {
    write_last(loop);
  }
}

void Checkpoints::finish(Loop& loop) {
  if (!loop.is_at_epoch_end()) write_last(loop);
}

void Checkpoints::save(Checkpoint& checkpoint) const {
  if (best_) checkpoint.put("best", *best_);
  checkpoint.put("best_step", best_step_);
}

void Checkpoints::load(const Checkpoint& checkpoint) {
  best_.reset();
  if (checkpoint.has("best")) best_ = checkpoint.number("best");
  best_step_ = checkpoint.whole("best_step");
}

void Checkpoints::write_last(const Loop& loop) const {
  Checkpoint checkpoint;
  loop.save(checkpoint);
  checkpoint.write(folder_ + "/last.safetensors");
}

void Checkpoints::keep_epoch(const Loop& loop, std::int64_t epoch) const {
  fs::create_directories(folder_ + "/epochs");
  Checkpoint checkpoint;
  loop.save(checkpoint);
  checkpoint.write(epoch_file(folder_, epoch));
  std::error_code ignored;  // what is not there need not go
  if (epoch - options_.keep > 0) fs::remove(epoch_file(folder_, epoch - options_.keep), ignored);
}

}  // namespace actlab::training
