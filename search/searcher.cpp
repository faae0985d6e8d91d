#include <actlab/search/searcher.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/json.h>
#include <actlab/search/controller.h>
#include <actlab/search/evolution.h>
#include <actlab/search/exhaustive.h>
#include <actlab/search/random_search.h>
#include <actlab/search/settings.h>
#include <actlab/search/state_bytes.h>
#include <actlab/search/surrogate.h>

namespace actlab::search {
namespace {

void check_options(const SearcherOptions& options) {
  constexpr std::int64_t kMost = 1 << 20;
  if (options.batch < 0 || options.batch > kMost) {
    throw UsageError(text("[search] the batch must be from 1 to ", kMost, ", got ", options.batch));
  }
  if (options.ahead < 0 || options.ahead > kMost) {
    throw UsageError(text("[search] the proposals made ahead must be from 0 to ", kMost, ", got ",
                          options.ahead));
  }
}

}  // namespace

Searcher::Searcher(std::string name, Space space, const SearcherOptions& options,
                   std::unique_ptr<Method> method)
    : name_(std::move(name)),
      space_(std::move(space)),
      identity_(text(name_, " ", space_.to_json(), " seed ", options.seed, " batch ", options.batch,
                     " ahead ", options.ahead, " ", options.settings)),
      method_(std::move(method)),
      batch_(options.batch > 0 ? options.batch : method_->usual_batch()),
      ahead_(options.ahead),
      random_(options.seed, Purpose::controller) {
  check_options(options);
}

std::vector<Candidate> Searcher::start() {
  if (started_) throw Error("[search] the searcher has been started already");
  started_ = true;
  return propose(batch_ + ahead_);
}

std::vector<Candidate> Searcher::learn(std::span<const double> rewards) {
  if (!started_) throw Error("[search] the searcher must be started before it can learn");
  const auto count = std::ssize(rewards);
  if (count != expected() || count == 0) {
    throw Error(text("[search] expected ", expected(), " rewards, got ", count));
  }
  for (std::int64_t i = 0; i < count; ++i) {
    if (std::isfinite(rewards[static_cast<std::size_t>(i)])) continue;
    throw Error(text("[search] the reward of proposal ", consumed_ + i, " is not a number"));
  }
  const std::vector<Draw> draws(open_.begin(), open_.begin() + count);
  open_.erase(open_.begin(), open_.begin() + count);
  mean_reward_ = 0.0;
  for (std::size_t i = 0; i < rewards.size(); ++i) {
    mean_reward_ += rewards[i] / static_cast<double>(count);
    if (!best_.empty() && rewards[i] <= best_reward_) continue;
    best_reward_ = rewards[i];
    best_ = draws[i].candidate;
  }
  method_->learn(draws, rewards);
  consumed_ += count;
  ++update_;
  return propose(count);
}

std::vector<Candidate> Searcher::propose(std::int64_t count) {
  std::vector<Candidate> proposals;
  for (Draw& draw : method_->draw(count, random_)) {
    proposals.push_back(draw.candidate);
    open_.push_back(std::move(draw));
  }
  return proposals;
}

std::int64_t Searcher::expected() const { return std::min(batch_, std::ssize(open_)); }

std::vector<Candidate> Searcher::open() const {
  std::vector<Candidate> candidates;
  for (const Draw& draw : open_) candidates.push_back(draw.candidate);
  return candidates;
}

std::string Searcher::report() const {
  Json report{{"searcher", name_},
              {"consumed", consumed_},
              {"mean_reward", mean_reward_},
              {"baseline", method_->baseline()},
              {"best_reward", best_reward_}};
  if (!best_.empty()) report["best"] = space_.structure(best_);
  const Distribution distribution = method_->distribution();
  if (distribution.probabilities.empty()) return report.dump();
  report["entropy"] = distribution.entropy;
  Json positions = Json::array();
  for (std::size_t p = 0; p < space_.positions().size(); ++p) {
    const Position& position = space_.positions()[p];
    positions.push_back({{"name", position.name()},
                         {"tokens", position.choices},
                         {"probabilities", distribution.probabilities.at(p)}});
  }
  report["positions"] = std::move(positions);
  return report.dump();
}

studies::ControllerState Searcher::state() const {
  StateWriter writer;
  writer.string(identity_);
  writer.integer(static_cast<std::int64_t>(random_.position()));
  writer.integer(started_ ? 1 : 0);
  writer.real(mean_reward_);
  writer.real(best_reward_);
  writer.integers(best_);
  writer.integer(std::ssize(open_));
  for (const Draw& draw : open_) {
    writer.integers(draw.candidate);
    writer.reals(draw.log_probabilities);
  }
  return {update_,
          consumed_,
          method_->weights(),
          method_->optimizer(),
          writer.bytes(),
          method_->baseline(),
          report()};
}

void Searcher::restore(const studies::ControllerState& state) {
  StateReader reader(state.random_state);
  const std::string made_by = reader.string();
  if (made_by != identity_) {
    throw Error(text("[search] the stored state was made by another search: '", made_by, "', not '",
                     identity_, "'"));
  }
  random_.seek(static_cast<std::uint64_t>(reader.integer()));
  started_ = reader.integer() == 1;
  mean_reward_ = reader.real();
  best_reward_ = reader.real();
  best_ = reader.integers();
  open_.clear();
  const std::int64_t open = reader.integer();
  for (std::int64_t i = 0; i < open; ++i) {
    Draw draw{reader.integers(), {}};
    draw.log_probabilities = reader.reals();
    space_.check(draw.candidate);
    open_.push_back(std::move(draw));
  }
  reader.finish();
  method_->restore(state.weights, state.optimizer);
  update_ = state.update;
  consumed_ = state.consumed;
}

Distribution token_shares(const Space& space, std::span<const Candidate> candidates) {
  Distribution distribution;
  for (std::size_t p = 0; !candidates.empty() && p < space.positions().size(); ++p) {
    std::vector<double> shares(space.positions()[p].choices.size(), 0.0);
    for (const Candidate& candidate : candidates) {
      shares[static_cast<std::size_t>(candidate[p])] +=
          1.0 / static_cast<double>(candidates.size());
    }
    double entropy = 0.0;
    for (const double share : shares) entropy -= share > 0.0 ? share * std::log(share) : 0.0;
    distribution.probabilities.push_back(std::move(shares));
    distribution.entropy.push_back(entropy);
  }
  return distribution;
}

namespace {

constexpr std::string_view kSurrogate = "surrogate+";

struct MethodRow {
  std::string_view name;
  std::string_view help;
  bool screened;  // may stand behind "surrogate+"
  std::unique_ptr<Method> (*make)(const Space& space, const SearcherOptions& options);
};

constexpr MethodRow kMethods[] = {
    {"exhaustive", "all of a small space", false,
     [](const Space& space, const SearcherOptions& options) -> std::unique_ptr<Method> {
       Settings(options.settings, "exhaustive").finish();  // it has none
       return std::make_unique<Exhaustive>(space);
     }},
    {"random", "draws without looking", true,
     [](const Space& space, const SearcherOptions& options) -> std::unique_ptr<Method> {
       Settings(options.settings, "random").finish();
       return std::make_unique<RandomSearch>(space);
     }},
    {"evolution", "changes the best", true,
     [](const Space& space, const SearcherOptions& options) -> std::unique_ptr<Method> {
       return std::make_unique<Evolution>(space, evolution_options(options.settings));
     }},
    {"rnn", "the paper's controller", true,
     [](const Space& space, const SearcherOptions& options) -> std::unique_ptr<Method> {
       return std::make_unique<Controller>(space, controller_options(options.settings),
                                           options.seed);
     }}};

std::unique_ptr<Method> make_method(std::string_view name, const Space& space,
                                    const SearcherOptions& options) {
  const bool surrogate = name.starts_with(kSurrogate);
  const std::string_view plain = surrogate ? name.substr(kSurrogate.size()) : name;
  const auto row = std::ranges::find(kMethods, plain, &MethodRow::name);
  if (row == std::end(kMethods) || (surrogate && !row->screened)) {
    const std::string hint = did_you_mean(name, searcher_names());
    throw UsageError(text("[search] unknown searcher '", name, "'",
                          hint.empty() ? "; known are " + searcher_list() : hint));
  }
  std::unique_ptr<Method> method = row->make(space, options);
  return surrogate ? std::make_unique<Surrogate>(space, std::move(method)) : std::move(method);
}

}  // namespace

std::vector<std::string> searcher_names() {
  std::vector<std::string> names;
  for (const MethodRow& row : kMethods) names.emplace_back(row.name);
  for (const MethodRow& row : kMethods) {
    if (row.screened) names.push_back(text(kSurrogate, row.name));
  }
  return names;
}

std::string searcher_list() {
  const std::string list = joined(
      kMethods, ", ", [](const MethodRow& row) { return text(row.name, " (", row.help, ")"); });
  const std::string screened = joined_nonempty(kMethods, ", ", [](const MethodRow& row) {
    return std::string(row.screened ? row.name : "");
  });
  return text(list, "; ", kSurrogate, "NAME screens by a surrogate what ", screened, " draw");
}

std::unique_ptr<Searcher> make_searcher(std::string_view name, const Space& space,
                                        const SearcherOptions& options) {
  return std::make_unique<Searcher>(std::string(name), space, options,
                                    make_method(name, space, options));
}

}  // namespace actlab::search
