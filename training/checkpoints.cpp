#include <actlab/training/checkpoints.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/evaluation.h>
#include <actlab/training/loop.h>

namespace actlab::training {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".safetensors";

std::string epochs_folder(const std::string& folder) { return folder + "/epochs"; }

std::string epoch_file(const std::string& folder, std::int64_t epoch) {
  return epochs_folder(folder) + formatted("/%05lld%s", static_cast<long long>(epoch), kExtension);
}

// Of a file that epoch_file names; nothing for all others, which somebody else put there.
std::optional<std::int64_t> epoch_of(const fs::path& file) {
  constexpr std::size_t kMostDigits = 18;  // that 64 bits hold
  const std::string digits = file.stem().string();
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (file.extension() != kExtension || digits.empty() || digits.size() > kMostDigits ||
      !std::ranges::all_of(digits, is_digit)) {
    return {};
  }
  return std::stoll(digits);
}

}  // namespace

Checkpoints::Checkpoints(std::string folder, const CheckpointsOptions& options)
    : folder_(std::move(folder)), options_(options) {}

void Checkpoints::resume(Loop& loop) const {
  for (const char* name :
       {"/last.safetensors", "/best.safetensors", "/config.json", "/data.txt", "/steps.csv",
        "/epochs.csv", "/memory.json", "/result.json", "/boundary.svg", "/fit.svg"}) {
    remove_abandoned_temporaries(folder_ + name);
  }
  remove_all_abandoned_temporaries(epochs_folder(folder_));
  loop.load(Checkpoint::read(folder_ + "/last.safetensors"));
}

void Checkpoints::begin(Loop& loop) {
  if (loop.steps_done() > 0) return drop_epochs(loop);  // fewer may be kept than before
  if (options_.keep > 0) keep_epoch(loop, 0);
  write_last(loop);  // shows at once whether there is room, and makes step 0 resumable
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
    // The epoch's own file first: a run that is killed between the two makes the epoch, and its
    // file, once more.
    if (options_.keep > 0) keep_epoch(loop, loop.epoch());
    write_last(loop);
    drop_epochs(loop);
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
  std::error_code ignored;  // writing tells why it cannot
  fs::create_directories(epochs_folder(folder_), ignored);
  Checkpoint checkpoint;
  loop.save(checkpoint);
  checkpoint.write(epoch_file(folder_, epoch));
}

void Checkpoints::drop_epochs(const Loop& loop) const {
  const std::int64_t ended = loop.is_at_epoch_end() ? loop.epoch() : loop.epoch() - 1;
  if (options_.keep == 0 || ended <= options_.keep) return;
  std::vector<fs::path> dropped;  // first all names: a folder is not changed while it is read
  std::error_code ignored;        // what is not there need not go
  for (const auto& entry : fs::directory_iterator(epochs_folder(folder_), ignored)) {
    const std::optional<std::int64_t> epoch = epoch_of(entry.path());
    if (epoch && *epoch > 0 && *epoch <= ended - options_.keep) dropped.push_back(entry.path());
  }
  for (const fs::path& file : dropped) fs::remove(file, ignored);
}

}  // namespace actlab::training
