#include <actlab/dynamics/probe.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/loop.h>

namespace actlab::dynamics {
namespace {

constexpr std::int64_t kExamplesEvery = 512;
constexpr std::int64_t kExamplesAt = 1024;
constexpr const char* kDeadPrefix = "listener.dynamics.dead.";
constexpr const char* kGradientPrefix = "listener.dynamics.gradient.";

std::vector<std::string> words(const std::string& list) {
  std::vector<std::string> result;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    result.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

// Of those that have one.
NamedTensors gradients_of(const std::vector<NamedParameter>& parameters) {
  NamedTensors result;
  for (const NamedParameter& p : parameters) {
    if (p.tensor.gradient().defined()) result.emplace(p.name, p.tensor.gradient().clone());
  }
  return result;
}

}  // namespace

ProbeOptions probe_options(const training::Config& config) {
  ProbeOptions options{.steps = training::probed_steps(config)};
  const std::int64_t usual = options.steps.is_list() ? kExamplesAt : kExamplesEvery;
  options.look = {.only = words(config.probe_layers),
                  .examples = config.probe_examples > 0 ? config.probe_examples : usual,
                  .batch_size = config.items_a_step()};
  return options;
}

Probe::Probe(training::Task& task, ProbeOptions options, Say say)
    : options_(std::move(options)), say_(std::move(say)), observer_(task, options_.look) {}

Probe::~Probe() {
  try {
    if (pending_) write(*pending_);
  } catch (const std::exception&) {  // the run ends with an error of its own
  }
}

template <class Action>
void Probe::tell_sinks(const Action& action) {
  std::erase_if(sinks_, [&](SnapshotSink* sink) {
    try {
      action(*sink);
      return false;
    } catch (const Error& error) {
      say_(text("note: ", error.what(), "; training goes on, and nothing more is recorded there"));
      return true;
    }
  });
}

void Probe::write(const Snapshot& snapshot) {
  tell_sinks([&](SnapshotSink& sink) { sink.write(observer_.layout(), snapshot); });
}

void Probe::begin(training::Loop& loop) {
  tell_sinks([&](SnapshotSink& sink) { sink.begin(loop.steps_done()); });
  if (const std::int64_t last = options_.steps.last(); last > loop.end()) {
    say_(text("note: --probe asks for step ", last, ", and the run ends at step ", loop.end()));
  }
}

void Probe::before_forward(training::Loop& loop) {
  if (looks_at(loop.steps_done())) pending_ = observer_.look(loop.steps_done());
}

void Probe::after_backward(training::Loop&, const training::Update& update) {
  const std::vector<NamedParameter> parameters = observer_.parameters();
  if (pending_) {
    for (const NamedParameter& p : parameters) weights_[p.name] = p.tensor.clone();
    for (ParameterLook& look : pending_->parameters) {
      const auto before = gradients_.find(look.name);
      const auto now = std::ranges::find(parameters, look.name, &NamedParameter::name);
      if (before == gradients_.end() || !now->tensor.gradient().defined()) continue;
      look.cosine = cosine(before->second.values(), now->tensor.gradient().values());
    }
  }
  gradients_.clear();
  if (options_.steps.contains(update.step)) gradients_ = gradients_of(parameters);
}

void Probe::after_update(training::Loop&, const training::Update&) {
  if (!pending_) return;
  const std::vector<NamedParameter> parameters = observer_.parameters();
  for (ParameterLook& look : pending_->parameters) {
    const auto now = std::ranges::find(parameters, look.name, &NamedParameter::name);
    look.update = log_update_ratio(weights_.at(look.name).values(), now->tensor.values());
  }
  weights_.clear();
  write(*std::exchange(pending_, {}));
}

// With more steps the run goes on, and looks once more, as if it had never ended.
void Probe::finish(training::Loop& loop) {
  const bool over = loop.steps_done() >= loop.end();
  if (over && looks_at(loop.steps_done())) {
    write(observer_.look(loop.steps_done(), false));
  }
}

void Probe::save(training::Checkpoint& checkpoint) const {
  checkpoint.put_tensors(kDeadPrefix, observer_.dead_units());
  checkpoint.put_tensors(kGradientPrefix, gradients_);
}

void Probe::load(const training::Checkpoint& checkpoint) {
  observer_.set_dead_units(checkpoint.tensors(kDeadPrefix));
  gradients_ = checkpoint.tensors(kGradientPrefix);
  if (!gradients_.empty()) again_ = checkpoint.whole("step");
}

}  // namespace actlab::dynamics
