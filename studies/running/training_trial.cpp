#include <actlab/studies/running/training_trial.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

#include <actlab/core/base/error.h>
#include <actlab/studies/running/trial_checkpoint.h>
#include <actlab/training/config_text.h>
#include <actlab/training/divergence.h>
#include <actlab/training/evaluation.h>
#include <actlab/training/learner.h>

namespace actlab::studies {
namespace {

using Clock = std::chrono::steady_clock;
using Stop = TrialProgress::Stop;

constexpr double kSecondsBetweenWrites = 2.0;  // each is a transaction

double seconds_since(Clock::time_point time) {
  return std::chrono::duration<double>(Clock::now() - time).count();
}

// One trial under way.
class Child {
 public:
  Child(const Trial& trial, const TrainingTrialSpec& spec, const training::TrainingData& data,
        const TrainingTrialOptions& options, TrialProgress& progress)
      : trial_(trial),
        spec_(spec),
        config_(own_config(trial, spec)),
        data_(data),
        options_(options),
        progress_(progress),
        checkpoint_(options.checkpoint_folder, trial),
        loader_(data.train, training::loader_options(config_, data)),
        model_(training::make_model(config_, data.train.classes())),
        optimizer_(training::make_optimizer(config_, *model_)),
        learner_(config_, loader_, *model_, *optimizer_) {}

  // Goes on from the trial's checkpoint. Throws Error where that cannot be.
  void restore() {
    learner_.restore(checkpoint_.start());
    if (learner_.state().step > trial_.budget) throw Error("the checkpoint is of a longer trial");
  }

  TrialResult run();

 private:
  static training::Config own_config(const Trial& trial, const TrainingTrialSpec& spec) {
    training::Config config = spec.config;
    config.activation = trial.formula;
    config.seed = trial.seed;
    config.epochs.reset();
    config.max_steps = trial.budget;
    return config;
  }
  std::int64_t step() const { return learner_.state().step; }
  bool may_be_promoted() const {
    return !spec_.rungs.empty() && trial_.budget < spec_.rungs.back();
  }

  bool go_on();  // after a step: reports; false when the trial must stop
  void record(const training::Learner::Step& step);
  void save();
  training::Evaluation validate();
  TrialResult hopeless(double accuracy);
  TrialResult finished();
  TrialResult stopped();

  const Trial& trial_;
  const TrainingTrialSpec& spec_;
  training::Config config_;
  const training::TrainingData& data_;
  const TrainingTrialOptions& options_;
  TrialProgress& progress_;
  TrialCheckpoint checkpoint_;
  datasets::Loader loader_;
  std::unique_ptr<layers::Layer> model_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  training::Learner learner_;

  std::vector<Metric> unwritten_;
  Clock::time_point written_ = Clock::now();
  Clock::time_point saved_ = Clock::now();
  struct {
    double loss = 0.0, seconds = 0.0;
    std::int64_t steps = 0, images = 0;
  } since_record_;
};

TrialResult Child::run() {
  model_->train();
  std::vector<std::int64_t> ends = spec_.rungs;
  std::erase_if(ends, [&](std::int64_t end) { return end >= trial_.budget; });
  ends.push_back(trial_.budget);
  for (const std::int64_t end : ends) {
    config_.max_steps = end;
    learner_.set_schedule(training::make_schedule(config_, loader_.batches_per_epoch()));
    while (step() < end) {
      record(learner_.step());
      if (step() == spec_.hopeless_step && step() < end) {
        const double accuracy = validate().accuracy();
        if (accuracy <= spec_.hopeless_accuracy) return hopeless(accuracy);
      }
      if (!go_on()) return stopped();
    }
  }
  return finished();
}

void Child::record(const training::Learner::Step& done) {
  since_record_.loss += done.loss;
  since_record_.seconds += done.seconds;
  since_record_.images += done.images;
  ++since_record_.steps;
  const std::int64_t every = std::max<std::int64_t>(1, trial_.budget / options_.records);
  if (step() % every != 0 && step() != trial_.budget) return;
  const double loss = since_record_.loss / static_cast<double>(since_record_.steps);
  const double speed = static_cast<double>(since_record_.images) / since_record_.seconds;
  unwritten_.push_back({step(), "train_loss", loss});
  unwritten_.push_back({step(), "lr", done.lr});
  unwritten_.push_back({step(), "images_per_second", speed});
  since_record_ = {};
}

bool Child::go_on() {
  bool goes_on = true;
  if (!unwritten_.empty() && seconds_since(written_) > kSecondsBetweenWrites) {
    goes_on = progress_.report(step(), unwritten_);
    unwritten_.clear();
    written_ = Clock::now();
  } else {
    goes_on = progress_.report(step());
  }
  if (goes_on && seconds_since(saved_) > options_.checkpoint_seconds) save();
  return goes_on && progress_.stopped() == Stop::none;
}

void Child::save() {
  learner_.save(checkpoint_.next());
  progress_.set_checkpoint(checkpoint_.next_name());
  if (progress_.stopped() != Stop::lease_lost) checkpoint_.remove_others();
  saved_ = Clock::now();
}

training::Evaluation Child::validate() {
  const training::Evaluation evaluation = training::evaluate(
      *model_, data_.validation ? *data_.validation : data_.test.value(), data_.normalisation);
  const std::string part = data_.validation ? "validation" : "test";
  unwritten_.push_back({step(), part + "_loss", evaluation.loss});
  unwritten_.push_back({step(), part + "_accuracy", evaluation.accuracy()});
  return evaluation;
}

TrialResult Child::hopeless(double accuracy) {
  progress_.report(step(), unwritten_);
  checkpoint_.remove_all();
  return {.reward = accuracy, .pruned = true, .remark = text("hopeless at step ", step())};
}

TrialResult Child::finished() {
  if (may_be_promoted()) save();
  const TrialResult result{.reward = validate().accuracy()};
  if (data_.validation && data_.test) {
    const auto of_test = training::evaluate(*model_, *data_.test, data_.normalisation);
    unwritten_.push_back({step(), "test_accuracy", of_test.accuracy()});
  }
  progress_.report(step(), unwritten_);
  if (!may_be_promoted()) checkpoint_.remove_all();
  return result;
}

TrialResult Child::stopped() {
  if (progress_.stopped() == Stop::asked) save();
  if (progress_.stopped() == Stop::time_over) return finished();
  return {};
}

}  // namespace

std::string checkpoint_folder(const std::string& store_address) {
  if (store_address.starts_with("postgres")) return "runs/checkpoints";
  return std::filesystem::path(store_address).replace_extension("checkpoints").string();
}

TrainingTrial::TrainingTrial(TrainingTrialOptions options) : options_(std::move(options)) {
  std::error_code error;
  std::filesystem::create_directories(options_.checkpoint_folder, error);
  if (error) {
    throw Error(text("[trial] the folder of checkpoints ", options_.checkpoint_folder,
                     " cannot be made: ", error.message()));
  }
}

const training::TrainingData& TrainingTrial::data(const training::Config& config) {
  std::string key;
  for (const char* field : {"data", "data-dir", "validation", "mean", "std", "evaluate", "seed"}) {
    key += training::field_text(config, field) + '\n';
  }
  if (key != data_key_ || !data_) {
    data_.reset();  // before the next one needs the memory
    data_ = training::open_data(config);
    data_key_ = key;
  }
  return *data_;
}

TrialResult TrainingTrial::operator()(const Trial& trial, TrialProgress& progress) {
  TrainingTrialSpec spec =
      parse_training_trial(trial.configuration, text("the configuration of trial ", trial.id));
  if (trial.budget < 1) throw UsageError("[trial] the budget must be at least one step");
  if (spec.config.validation == 0 && !spec.config.evaluate) {
    throw UsageError("[trial] nothing gives a reward: keep images for --validation");
  }
  if (!options_.data_dir.empty()) spec.config.data_dir = options_.data_dir;
  const training::TrainingData& data = this->data(spec.config);

  std::optional<Child> child;
  child.emplace(trial, spec, data, options_, progress);
  std::string remark;
  if (!trial.checkpoint.empty()) {
    try {
      child->restore();
    } catch (const Error& error) {  // a checkpoint only saves time
      remark = text("trained from the start: ", error.what());
      child.emplace(trial, spec, data, options_, progress);
    }
  }
  try {
    TrialResult result = child->run();
    if (!remark.empty()) result.remark += (result.remark.empty() ? "" : "; ") + remark;
    return result;
  } catch (const training::Divergence& divergence) {
    return {.outcome = Outcome::diverged, .remark = divergence.what()};
  }
}

}  // namespace actlab::studies
