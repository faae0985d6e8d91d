#include <actlab/search/controller.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/activation.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/optim/clip.h>
#include <actlab/optim/groups.h>
#include <actlab/search/settings.h>
#include <actlab/search/state_bytes.h>

namespace actlab::search {
namespace {

std::vector<std::int64_t> choices_of(const Space& space) {
  std::vector<std::int64_t> choices;
  for (const Position& position : space.positions()) {
    choices.push_back(std::ssize(position.choices));
  }
  return choices;
}

}  // namespace

ControllerOptions controller_options(std::string_view settings) {
  Settings given(settings, "rnn");
  std::string preset = "small";
  given.word("preset", preset, {"paper", "small"});
  ControllerOptions options;
  if (preset == "paper") {
    options.lr = 3.5e-4;
    options.entropy_weight = 1e-5;
    options.batch = 20;
    options.rank_power = 0.0;
    options.redraws = 0;
  }
  given.number("lr", options.lr, 0.0, 1.0);
  given.number("entropy_weight", options.entropy_weight, 0.0, 100.0);
  given.number("batch", options.batch, 1, 1 << 20);
  given.number("epochs", options.epochs, 1, 1000);
  given.number("clip", options.clip, 1e-6, 1.0);
  given.number("gradient_clip", options.gradient_clip, 1e-6, 1e6);
  given.number("baseline_decay", options.baseline_decay, 0.0, 1.0);
  given.number("units", options.units, 1, 4096);
  given.number("embedding", options.embedding, 1, 4096);
  given.number("rank_power", options.rank_power, 0.0, 100.0);
  given.number("redraws", options.redraws, 0, 1000);
  given.finish();
  return options;
}

Tensor ppo_loss(const ControllerNetwork::Prediction& now, const Tensor& log_probabilities_then,
                const Tensor& advantages, const ControllerOptions& options) {
  static const formula::FormulaPointer exp = formula::compile("exp(x)");
  const Tensor ratio = activation(now.log_probabilities - log_probabilities_then, exp);
  const auto clip = static_cast<float>(options.clip);
  const Tensor clipped = minimum(maximum(ratio, 1.0f - clip), 1.0f + clip);
  // A token has its candidate's advantage: position after position, [T * N]
  Tensor spread = Tensor::uninitialised(ratio.shape());
  for (std::int64_t i = 0; i < spread.elements(); ++i) {
    spread.data()[i] = advantages.data()[i % advantages.elements()];
  }
  return -mean(minimum(ratio * spread, clipped * spread)) -
         now.entropy * static_cast<float>(options.entropy_weight);
}

Controller::Controller(const Space& space, const ControllerOptions& options, std::uint64_t seed)
    : space_(space),
      options_(options),
      seed_(seed),
      network_(std::make_unique<ControllerNetwork>(choices_of(space), options.units,
                                                   options.embedding, seed)),
      adam_(std::make_unique<optim::Adam>(optim::groups_of(*network_))),
      known_(space) {}

std::vector<Draw> Controller::draw(std::int64_t count, Random& random) {
  constexpr double kHotter = 0.1;
  std::vector<Draw> draws;
  for (std::int64_t round = 0; std::ssize(draws) < count; ++round) {
    const double temperature = 1.0 + kHotter * static_cast<double>(round);
    for (Draw& draw : network_->sample(count - std::ssize(draws), random, temperature)) {
      const bool is_new = !known_.contains(draw.candidate);
      if (is_new || round >= options_.redraws) draws.push_back(std::move(draw));
    }
  }
  return draws;
}

std::vector<double> Controller::ranked(std::span<const double> rewards) {
  history_.insert(history_.end(), rewards.begin(), rewards.end());
  std::ranges::sort(history_);
  std::vector<double> result;
  for (const double reward : rewards) {
    const auto [first, last] = std::equal_range(history_.begin(), history_.end(), reward);
    const auto lower = static_cast<double>(first - history_.begin());
    const double rank = lower + 0.5 * static_cast<double>(last - first);
    result.push_back(std::pow(rank / static_cast<double>(history_.size()), options_.rank_power));
  }
  return result;
}

void Controller::learn(std::span<const Draw> draws, std::span<const double> given) {
  const std::vector<double> rewards =
      options_.rank_power > 0.0 ? ranked(given) : std::vector<double>(given.begin(), given.end());
  const auto count = std::ssize(draws);
  double batch_mean = 0.0;
  for (const double reward : rewards) batch_mean += reward / static_cast<double>(count);
  if (!has_baseline_) baseline_ = batch_mean;

  std::vector<Candidate> candidates;
  Tensor advantages = Tensor::uninitialised({count});
  const auto tokens = std::ssize(draws[0].candidate);
  Tensor then = Tensor::uninitialised({tokens * count});
  for (std::size_t n = 0; n < draws.size(); ++n) {
    known_.add(draws[n].candidate);
    candidates.push_back(draws[n].candidate);
    const auto row = static_cast<std::int64_t>(n);
    advantages.data()[row] = static_cast<float>(rewards[n] - baseline_);
    for (std::int64_t t = 0; t < tokens; ++t) {
      then.data()[t * count + row] =
          static_cast<float>(draws[n].log_probabilities.at(static_cast<std::size_t>(t)));
    }
  }
  for (std::int64_t epoch = 0; epoch < options_.epochs; ++epoch) {
    backward(ppo_loss(network_->predict(candidates), then, advantages, options_));
    const double norm = optim::gradient_norm(adam_->groups());
    adam_->step(options_.lr, optim::clip_scale(norm, options_.gradient_clip));
    adam_->clear_gradients();
  }
  if (has_baseline_) {
    baseline_ = options_.baseline_decay * baseline_ + (1.0 - options_.baseline_decay) * batch_mean;
  }
  has_baseline_ = true;
}

std::string Controller::weights() const {
  StateWriter writer;
  writer.integer(has_baseline_ ? 1 : 0);
  writer.real(baseline_);
  for (const NamedParameter& p : network_->parameters()) writer.tensor(p.tensor);
  writer.reals(history_);
  writer.integers(known_.numbers());
  return writer.bytes();
}

std::string Controller::optimizer() const {
  StateWriter writer;
  for (const auto& [name, tensor] : adam_->state()) writer.tensor(tensor);
  return writer.bytes();
}

void Controller::restore(const std::string& weights, const std::string& optimizer) {
  StateReader reader(weights);
  has_baseline_ = reader.integer() == 1;
  baseline_ = reader.real();
  for (NamedParameter& p : network_->parameters()) reader.tensor(p.tensor);
  history_ = reader.reals();
  known_.set_numbers(reader.integers());
  reader.finish();
  StateReader moments(optimizer);
  auto state = adam_->state();
  for (auto& [name, tensor] : state) moments.tensor(tensor);
  moments.finish();
  adam_->load_state(state);
}

Distribution Controller::distribution() const {
  constexpr std::int64_t kSamples = 64;
  constexpr std::uint64_t kStream = 2;  // not that of proposals
  Random random(seed_, Purpose::controller, kStream);
  return network_->distribution(kSamples, random);
}

}  // namespace actlab::search
