#include <actlab/playground/side.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/training/divergence.h>
#include <actlab/training/setup.h>

namespace actlab::playground {
namespace {

constexpr std::int64_t kRows = 256;     // of a look
constexpr std::int64_t kImages = 64;    // of a look, which take longer
constexpr std::size_t kMostLooks = 64;  // that findings are made of

bool has_images(const training::Task& task) {
  return dynamic_cast<const tasks::ImageClassification*>(&task) != nullptr;
}

std::unique_ptr<training::Task> open(const training::TaskKind& kind,
                                     const training::Config& config) {
  std::unique_ptr<training::Task> task = kind.open(config);
  if (dynamic_cast<tasks::TableTask*>(task.get()) == nullptr && !has_images(*task)) {
    throw UsageError(text("[playground] the task ", kind.name, " is not shown here"));
  }
  return task;
}

}  // namespace

Side::Side(const training::TaskKind& kind, std::unique_ptr<training::Config> config)
    : config_(std::move(config)),
      task_(open(kind, *config_)),
      optimizer_(training::make_optimizer(*config_, task_->model())),
      loop_(training::make_loop(*config_, *task_, *optimizer_)),
      observer_(*task_, {.examples = has_images(*task_) ? kImages : kRows,
                         .batch_size = config_->batch_size}) {
  loop_.with(*this);
}

tasks::TableTask& Side::table() const {
  if (auto* const rows = dynamic_cast<tasks::TableTask*>(task_.get())) return *rows;
  throw UsageError(text("[playground] the task ", task_->name(), " has no rows to show this of"));
}

tasks::ImageClassification* Side::images() const {
  return dynamic_cast<tasks::ImageClassification*>(task_.get());
}

void Side::step(std::int64_t count) {
  if (!ended_.empty()) return;
  try {
    for (; count > 0; --count) {
      if (count == 1) keep_parameters();
      if (!loop_.step()) break;
    }
  } catch (const training::Divergence& divergence) {
    ended_ = divergence.what();
  }
  if (ended_.empty() && loop_.steps_done() >= loop_.end()) {
    ended_ = text("all ", loop_.end(), " steps are made");
  }
}

void Side::keep_parameters() {
  before_.clear();
  for (const NamedParameter& parameter : task_->model().parameters()) {
    before_.emplace(parameter.name, parameter.tensor.clone());
  }
}

void Side::after_update(training::Loop&, const training::Update& update) {
  losses_.push_back(update.loss);
}

const dynamics::Snapshot& Side::look() {
  dynamics::Snapshot snapshot = observer_.look(steps_done());
  for (const NamedParameter& parameter : observer_.parameters()) {
    const auto before = before_.find(parameter.name);
    if (before == before_.end()) continue;
    for (dynamics::ParameterLook& look : snapshot.parameters) {
      if (look.name != parameter.name) continue;
      look.update = dynamics::log_update_ratio(before->second.values(), parameter.tensor.values());
    }
  }
  // one a step; of many looks every second is forgotten, the first and the last never
  if (!looks_.empty() && looks_.back().step == snapshot.step) looks_.pop_back();
  if (looks_.size() == kMostLooks) {
    for (std::size_t i = 1; 2 * i < looks_.size(); ++i) std::swap(looks_[i], looks_[2 * i]);
    looks_.resize(looks_.size() / 2);
  }
  looks_.push_back(std::move(snapshot));
  return looks_.back();
}

std::vector<dynamics::Finding> Side::findings() const {
  return dynamics::findings(observer_.layout(), looks_);
}

}  // namespace actlab::playground
