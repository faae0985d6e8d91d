#include <actlab/studies/running/training_trial.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/kernels/gemm.h>
#include <actlab/core/kernels/vector/isa.h>
#include <actlab/studies/running/trial_checkpoint.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/config_text.h>
#include <actlab/training/divergence.h>
#include <actlab/training/loop.h>
#include <actlab/training/setup.h>
#include <actlab/training/speed.h>

namespace actlab::studies {
namespace {

using Clock = std::chrono::steady_clock;
using Stop = TrialProgress::Stop;
using training::Loop;
using training::Measures;
using training::Part;

constexpr double kSecondsBetweenWrites = 2.0;  // each is a transaction

std::string folder_beside(const std::string& store_address, const std::string& name) {
  if (store_address.starts_with("postgres")) return "runs/" + name;
  return std::filesystem::path(store_address).replace_extension(name).string();
}

double seconds_since(Clock::time_point time) {
  return std::chrono::duration<double>(Clock::now() - time).count();
}

// One trial under way: what of a loop the store is told, and what the store says.
class Child : public training::Listener {
 public:
  Child(const Trial& trial, const TrainingTrialSpec& spec, const training::TaskKind& kind,
        const TrainingTrialOptions& options, TrialProgress& progress)
      : trial_(trial),
        spec_(spec),
        config_(own_config(trial, spec)),
        options_(options),
        progress_(progress),
        checkpoint_(options.checkpoint_folder, trial),
        task_(kind.open(*config_)),
        optimizer_(training::make_optimizer(*config_, task_->model())),
        loop_(training::make_loop(*config_, *task_, *optimizer_)) {
    loop_.with(*this);
  }

  // Goes on from the trial's checkpoint. Throws Error where that cannot be.
  void restore() {
    loop_.load(training::Checkpoint::read(checkpoint_.start()));
    if (loop_.steps_done() > trial_.budget) throw Error("the checkpoint is of a longer trial");
  }

  TrialResult run();

  void after_update(Loop& loop, const training::Update& update) override;
  void settled(Loop& loop) override;

 private:
  static AnyConfig own_config(const Trial& trial, const TrainingTrialSpec& spec) {
    AnyConfig config = spec.config;
    config->data_seed = config->data_seed.value_or(config->seed);
    config->activation = trial.formula;
    config->seed = trial.seed;
    config->epochs.reset();
    config->max_steps = trial.budget;
    return config;
  }
  bool may_be_promoted() const {
    return !spec_.rungs.empty() && trial_.budget < spec_.rungs.back();
  }

  bool go_on();  // after a step: reports; false when the trial must stop
  void store();
  double validate();  // the reward so far
  void end_with(const TrialResult& result);
  void test();
  TrialResult finished();
  TrialResult stopped();

  const Trial& trial_;
  const TrainingTrialSpec& spec_;
  AnyConfig config_;
  const TrainingTrialOptions& options_;
  TrialProgress& progress_;
  TrialCheckpoint checkpoint_;
  std::unique_ptr<training::Task> task_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  Loop loop_;

  std::optional<TrialResult> result_;  // of a trial that ended before its budget
  std::vector<Metric> unwritten_;
  Clock::time_point written_ = Clock::now();
  Clock::time_point saved_ = Clock::now();
  double loss_since_record_ = 0.0;
  training::Effort since_record_;
};

TrialResult Child::run() {
  std::vector<std::int64_t> ends = spec_.rungs;
  std::erase_if(ends, [&](std::int64_t end) { return end >= trial_.budget; });
  ends.push_back(trial_.budget);
  for (const std::int64_t end : ends) {
    config_->max_steps = end;
    loop_.set_schedule(training::make_schedule(*config_, task_->steps_per_epoch()));
    loop_.set_end(end);
    while (loop_.step()) {
    }
    if (result_) return *result_;
  }
  return finished();
}

void Child::after_update(Loop&, const training::Update& update) {
  since_record_.add(update);
  loss_since_record_ += update.loss;
  const std::int64_t every = std::max<std::int64_t>(1, trial_.budget / options_.records);
  if (update.step % every != 0 && update.step != trial_.budget) return;
  const double loss = loss_since_record_ / static_cast<double>(since_record_.steps);
  unwritten_.push_back({update.step, "train_loss", loss});
  unwritten_.push_back({update.step, "lr", update.lr});
  unwritten_.push_back(
      {update.step, task_->unit() + "_per_second", since_record_.items_per_second()});
  since_record_ = {};
  loss_since_record_ = 0.0;
}

void Child::settled(Loop& loop) {
  const std::int64_t step = loop.steps_done();
  if (step == spec_.hopeless_step && step < loop.end()) {
    const double reward = validate();
    if (reward <= spec_.hopeless_accuracy) {
      progress_.report(step, unwritten_);
      checkpoint_.remove_all();
      return end_with(
          {.reward = reward, .pruned = true, .remark = text("hopeless at step ", step)});
    }
  }
  if (!go_on()) end_with(stopped());
}

void Child::end_with(const TrialResult& result) {
  result_ = result;
  loop_.stop("the trial is over");
}

bool Child::go_on() {
  bool goes_on = true;
  if (!unwritten_.empty() && seconds_since(written_) > kSecondsBetweenWrites) {
    goes_on = progress_.report(loop_.steps_done(), unwritten_);
    unwritten_.clear();
    written_ = Clock::now();
  } else {
    goes_on = progress_.report(loop_.steps_done());
  }
  if (goes_on && seconds_since(saved_) > options_.checkpoint_seconds) store();
  return goes_on && progress_.stopped() == Stop::none;
}

void Child::store() {
  training::Checkpoint checkpoint;
  loop_.save(checkpoint);
  checkpoint.write(checkpoint_.next());
  progress_.set_checkpoint(checkpoint_.next_name());
  if (progress_.stopped() != Stop::lease_lost) checkpoint_.remove_others();
  saved_ = Clock::now();
}

double Child::validate() {
  const Part part = task_->slices(Part::validation) > 0 ? Part::validation : Part::test;
  const auto average = loop_.use_average();
  const Measures measures = task_->evaluate(part);
  for (const auto& [name, value] : measures) {
    unwritten_.push_back({loop_.steps_done(), std::string(part_name(part)) + "_" + name, value});
  }
  const training::Goal goal = task_->goal();
  return goal.reward(training::require_measure(measures, goal.measure));
}

void Child::test() {
  const auto average = loop_.use_average();
  for (const auto& [name, value] : task_->evaluate(Part::test)) {
    unwritten_.push_back({loop_.steps_done(), "test_" + name, value});
  }
  if (options_.drawn_folder.empty() || task_->tests_each_epoch()) return;
  const std::string folder = drawn_folder_of(options_.drawn_folder, trial_.id);
  std::filesystem::create_directories(folder);
  task_->draw(folder);
}

TrialResult Child::finished() {
  if (may_be_promoted()) store();
  const TrialResult result{.reward = validate()};
  if (task_->slices(Part::validation) > 0 && task_->slices(Part::test) > 0) test();
  progress_.report(loop_.steps_done(), unwritten_);
  if (!may_be_promoted()) checkpoint_.remove_all();
  return result;
}

TrialResult Child::stopped() {
  if (progress_.stopped() == Stop::asked) store();
  if (progress_.stopped() == Stop::time_over) return finished();
  return {};
}

void refuse_another_function(const Trial& trial, const TrainingTrialSpec& spec) {
  const formula::CatalogRow* row = formula::find_row(trial.formula);
  if (spec.function.empty() || (row != nullptr && row->formula == spec.function)) return;
  throw UsageError(text("[trial] '", trial.formula, "' is \"", spec.function,
                        "\" in this study, and ",
                        row == nullptr ? "unknown" : text('"', row->formula, '"'),
                        " to this program: let the version that made the study work on it"));
}

}  // namespace

std::string checkpoint_folder(const std::string& store_address) {
  return folder_beside(store_address, "checkpoints");
}

std::string drawn_folder(const std::string& store_address) {
  return folder_beside(store_address, "drawn");
}

std::string drawn_folder_of(const std::string& folder, std::int64_t trial) {
  return text(folder, "/trial-", trial);
}

TrainingTrial::TrainingTrial(training::TaskTable tasks, TrainingTrialOptions options)
    : tasks_(std::move(tasks)), options_(std::move(options)) {}

void TrainingTrial::prepare() const {
  std::error_code error;
  std::filesystem::create_directories(options_.checkpoint_folder, error);
  if (error) {
    throw Error(text("[trial] the folder of checkpoints ", options_.checkpoint_folder,
                     " cannot be made: ", error.message()));
  }
}

std::string where_trained() {
  return text("on ", processor_name(), ", ", kernels::isa_name(kernels::active_isa()),
              " kernels, OpenBLAS core ", kernels::blas_core_name());
}

TrialResult TrainingTrial::operator()(const Trial& trial, TrialProgress& progress) {
  TrainingTrialSpec spec = parse_training_trial(
      trial.configuration, text("the configuration of trial ", trial.id), tasks_);
  if (trial.budget < 1) throw UsageError("[trial] the budget must be at least one step");
  refuse_another_function(trial, spec);
  if (!spec.config->validates() && !spec.config->evaluate) {
    throw UsageError("[trial] nothing gives a reward: keep examples for --validation");
  }
  training::set_data_dir(*spec.config, options_.data_dir);
  const training::TaskKind& kind = training::find_task(tasks_, spec.config->task());

  const std::string where = where_trained();
  std::optional<Child> child;
  child.emplace(trial, spec, kind, options_, progress);
  std::string remark;
  if (!trial.checkpoint.empty()) {
    try {
      child->restore();
    } catch (const Error& error) {  // a checkpoint only saves time
      remark = text("trained from the start: ", error.what());
      child.emplace(trial, spec, kind, options_, progress);
    }
  }
  try {
    TrialResult result = child->run();
    result.remark = joined_nonempty({result.remark, remark, where}, "; ");
    return result;
  } catch (const training::Divergence& divergence) {
    return {.outcome = Outcome::diverged, .remark = text(divergence.what(), "; ", where)};
  }
}

}  // namespace actlab::studies
