#include <actlab/search/surrogate.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <actlab/core/formula/analysis/function_hash.h>
#include <actlab/core/formula/analysis/normal_inputs.h>
#include <actlab/search/canonical.h>
#include <actlab/search/state_bytes.h>

namespace actlab::search {
namespace {

constexpr std::int64_t kInputs = 64;
constexpr std::int64_t kPool = 8;
constexpr std::size_t kNeighbours = 5;
constexpr std::size_t kFirstRewards = 20;

std::vector<float> features_of(const formula::CompiledFormula& function) {
  static const std::vector<float> inputs = formula::normal_inputs(kInputs);
  const formula::InitialOutputs outputs = formula::initial_outputs(function, inputs);
  double mean = 0.0;
  for (const float value : outputs.value) mean += static_cast<double>(value) / kInputs;
  double variance = 0.0;
  for (const float value : outputs.value) {
    variance += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean) / kInputs;
  }
  // screen() has accepted it on more inputs; these few may still find it flat
  const double scale = 1.0 / std::sqrt(variance + 1e-12);
  std::vector<float> features;
  for (const float value : outputs.value) {
    features.push_back(static_cast<float>((static_cast<double>(value) - mean) * scale));
  }
  for (const float slope : outputs.derivative) {
    features.push_back(static_cast<float>(static_cast<double>(slope) * scale));
  }
  return features;
}

double square_distance(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return sum / static_cast<double>(a.size());
}

}  // namespace

const Surrogate::Function& Surrogate::function_of(const Candidate& candidate) {
  const Candidate form = canonical(space_, candidate);
  const auto [entry, is_new] = functions_.try_emplace(space_.number_of(form));
  if (is_new) {
    const formula::FormulaPointer compiled = formula::compile(space_.expression(form));
    entry->second.hash = formula::function_hash(*compiled);
    if (screen(*compiled).accepted) entry->second.features = features_of(*compiled);
  }
  return entry->second;
}

double Surrogate::predict(const Function& function) {
  if (function.features.empty()) return 0.0;
  std::vector<std::pair<double, double>> neighbours;  // square of the distance, reward
  for (const Known& known : known_) {
    const Function& other = function_of(known.candidate);
    if (other.features.empty()) continue;
    neighbours.emplace_back(square_distance(function.features, other.features), known.reward);
  }
  const std::size_t count = std::min(kNeighbours, neighbours.size());
  std::partial_sort(neighbours.begin(), neighbours.begin() + static_cast<std::ptrdiff_t>(count),
                    neighbours.end());
  double weights = 0.0;
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double weight = 1.0 / (neighbours[i].first + 1e-6);
    weights += weight;
    sum += weight * neighbours[i].second;
  }
  return count > 0 ? sum / weights : 0.0;
}

std::size_t Surrogate::choose(std::span<const Draw> pool) {
  std::size_t chosen = 0;
  double highest = -1.0;
  for (std::size_t i = 0; i < pool.size(); ++i) {
    const Function& function = function_of(pool[i].candidate);
    if (function.features.empty() || proposed_.contains(function.hash)) continue;
    if (known_.size() < kFirstRewards) return i;
    const double prediction = predict(function);
    if (prediction <= highest) continue;
    highest = prediction;
    chosen = i;
  }
  return chosen;
}

std::vector<Draw> Surrogate::draw(std::int64_t count, Random& random) {
  std::vector<Draw> pool = method_->draw(count * kPool, random);
  std::vector<Draw> draws;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto begin = static_cast<std::size_t>(i * kPool);
    const std::size_t chosen = begin + choose(std::span(pool).subspan(begin, kPool));
    proposed_.insert(function_of(pool[chosen].candidate).hash);
    draws.push_back(std::move(pool[chosen]));
  }
  return draws;
}

void Surrogate::learn(std::span<const Draw> draws, std::span<const double> rewards) {
  for (std::size_t i = 0; i < draws.size(); ++i) {
    known_.push_back({draws[i].candidate, rewards[i]});
  }
  method_->learn(draws, rewards);
}

std::string Surrogate::weights() const {
  StateWriter writer;
  writer.integer(std::ssize(known_));
  for (const Known& known : known_) {
    writer.integers(known.candidate);
    writer.real(known.reward);
  }
  writer.integer(std::ssize(proposed_));
  for (const std::string& hash : proposed_) writer.string(hash);
  writer.string(method_->weights());
  return writer.bytes();
}

void Surrogate::restore(const std::string& weights, const std::string& optimizer) {
  StateReader reader(weights);
  known_.clear();
  proposed_.clear();
  const std::int64_t known = reader.integer();
  for (std::int64_t i = 0; i < known; ++i) {
    Known item{reader.integers(), 0.0};
    item.reward = reader.real();
    space_.check(item.candidate);
    known_.push_back(std::move(item));
  }
  const std::int64_t proposed = reader.integer();
  for (std::int64_t i = 0; i < proposed; ++i) proposed_.insert(reader.string());
  method_->restore(reader.string(), optimizer);
  reader.finish();
}

}  // namespace actlab::search
