#include <actlab/search/evolution.h>

#include <actlab/search/settings.h>
#include <actlab/search/state_bytes.h>

namespace actlab::search {

EvolutionOptions evolution_options(std::string_view settings) {
  EvolutionOptions options;
  Settings given(settings, "evolution");
  std::string preset = "small";
  given.word("preset", preset, {"paper", "small"});
  if (preset == "paper") options = {.population = 100, .sample = 25, .redraws = 0};
  given.number("population", options.population, 1, 1 << 20);
  given.number("sample", options.sample, 1, 1 << 20);
  given.number("redraws", options.redraws, 0, 1000);
  given.finish();
  return options;
}

std::vector<Draw> Evolution::draw(std::int64_t count, Random& random) {
  std::vector<Draw> draws;
  for (std::int64_t i = 0; i < count; ++i) {
    Candidate candidate = propose(random);
    for (std::int64_t k = 0; k < options_.redraws && known_.contains(candidate); ++k) {
      candidate = propose(random);
    }
    draws.push_back({std::move(candidate), {}});
  }
  return draws;
}

Candidate Evolution::propose(Random& random) const {
  const bool founder = std::ssize(population_) < options_.population;
  return founder ? space_.sample(random) : child(tournament(random).candidate, random);
}

const Evolution::Member& Evolution::tournament(Random& random) const {
  const auto any = [&]() -> const Member& {
    return population_[static_cast<std::size_t>(random.below(std::ssize(population_)))];
  };
  const Member* best = &any();
  for (std::int64_t i = 1; i < options_.sample; ++i) {
    const Member& other = any();
    if (other.reward > best->reward) best = &other;
  }
  return *best;
}

Candidate Evolution::child(const Candidate& parent, Random& random) const {
  Candidate candidate = parent;
  if (candidate.empty()) return candidate;  // the space has one candidate
  const auto place = static_cast<std::size_t>(random.below(std::ssize(candidate)));
  const std::int64_t step = 1 + random.below(std::ssize(space_.positions()[place].choices) - 1);
  candidate[place] = (candidate[place] + step) % std::ssize(space_.positions()[place].choices);
  return candidate;
}

void Evolution::learn(std::span<const Draw> draws, std::span<const double> rewards) {
  for (std::size_t i = 0; i < draws.size(); ++i) {
    known_.add(draws[i].candidate);
    population_.push_back({draws[i].candidate, rewards[i]});
    if (std::ssize(population_) > options_.population) population_.pop_front();
  }
}

std::string Evolution::weights() const {
  StateWriter writer;
  writer.integer(std::ssize(population_));
  for (const Member& member : population_) {
    writer.integers(member.candidate);
    writer.real(member.reward);
  }
  writer.integers(known_.numbers());
  return writer.bytes();
}

void Evolution::restore(const std::string& weights, const std::string&) {
  StateReader reader(weights);
  population_.clear();
  const std::int64_t members = reader.integer();
  for (std::int64_t i = 0; i < members; ++i) {
    Member member{reader.integers(), 0.0};
    member.reward = reader.real();
    space_.check(member.candidate);
    population_.push_back(std::move(member));
  }
  known_.set_numbers(reader.integers());
  reader.finish();
}

double Evolution::baseline() const {
  double mean = 0.0;
  for (const Member& member : population_) {
    mean += member.reward / static_cast<double>(population_.size());
  }
  return mean;
}

Distribution Evolution::distribution() const {
  std::vector<Candidate> candidates;
  for (const Member& member : population_) candidates.push_back(member.candidate);
  return token_shares(space_, candidates);
}

}  // namespace actlab::search
