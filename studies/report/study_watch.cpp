#include <actlab/studies/report/study_watch.h>

#include <algorithm>

namespace actlab::studies {
namespace {

constexpr std::string_view kPerSecond = "_per_second";
constexpr std::size_t kBest = 5;
constexpr std::size_t kRecent = 20;  // finished trials by which the time is estimated

// Trained by somebody: not answered without training.
bool is_trained(const Trial& trial) {
  return is_finished(trial.state) && trial.lease_token > 0 && trial.started && trial.finished;
}

std::vector<Trial> best_of(std::vector<Trial> trials) {
  std::erase_if(trials, [](const Trial& trial) {
    return trial.state != TrialState::complete || trial.outcome != Outcome::ok;
  });
  std::ranges::stable_sort(trials, [](const Trial& a, const Trial& b) {
    return a.budget != b.budget ? a.budget > b.budget : a.reward > b.reward;
  });
  trials.resize(std::min(trials.size(), kBest));
  return trials;
}

// Steps a second of one worker, over the trials that ended last.
double steps_per_second(std::vector<Trial> trials) {
  std::erase_if(trials, [](const Trial& trial) { return !is_trained(trial); });
  std::ranges::sort(trials, {}, [](const Trial& trial) { return -*trial.finished; });
  trials.resize(std::min(trials.size(), kRecent));
  double steps = 0.0, seconds = 0.0;
  for (const Trial& trial : trials) {
    steps += static_cast<double>(trial.budget);
    seconds += *trial.finished - *trial.started;
  }
  return seconds > 0.0 ? steps / seconds : 0.0;
}

double steps_left(const std::vector<Trial>& trials) {
  double steps = 0.0;
  for (const Trial& trial : trials) {
    if (trial.state == TrialState::waiting) steps += static_cast<double>(trial.budget);
    if (trial.state == TrialState::running) steps += static_cast<double>(trial.budget - trial.step);
  }
  return steps;
}

// What will yet be proposed is like what was: duplicates and promotions included.
double steps_to_propose(const std::vector<Trial>& trials, const StudyPicture& picture) {
  const std::int64_t proposed = picture.proposed.value_or(0);
  if (proposed == 0) return 0.0;
  double all = 0.0;
  for (const Trial& trial : trials) {
    if (trial.lease_token > 0 || trial.state == TrialState::waiting) {
      all += static_cast<double>(trial.budget);
    }
  }
  const std::int64_t left = std::max<std::int64_t>(0, picture.expected - proposed);
  return all * static_cast<double>(left) / static_cast<double>(proposed);
}

void count(const Trial& trial, StudyPicture& picture) {
  ++picture.counts[trial.state];
  if (trial.outcome == Outcome::diverged) ++picture.diverged;
  if (is_finished(trial.state) && trial.rung == 0) {
    picture.rewards.push_back(trial.reward.value_or(0.0));
  }
  if (is_trained(trial)) picture.seconds += *trial.finished - *trial.started;
  if (trial.state != TrialState::running) return;
  picture.running.push_back({trial.worker, trial.formula, trial.seed, trial.step, trial.budget,
                             trial.lease_left.value_or(0.0)});
}

}  // namespace

double StudyWatch::speed_of(const std::string& worker, std::int64_t trial) {
  for (const Metric& metric : store_.metrics(trial)) {
    if (!metric.name.ends_with(kPerSecond)) continue;
    speed_[worker] = metric.value;
    unit_ = metric.name.substr(0, metric.name.size() - kPerSecond.size());
  }
  return speed_[worker];
}

// The speed of each running trial's worker, now or in the trial that it ended last.
double StudyWatch::items_per_second(const std::vector<Trial>& trials) {
  std::map<std::string, const Trial*> last_of;
  for (const Trial& trial : trials) {
    if (!is_trained(trial)) continue;
    const Trial*& last = last_of[trial.worker];
    if (last == nullptr || *trial.finished > *last->finished) last = &trial;
  }
  double sum = 0.0;
  for (const Trial& trial : trials) {
    if (trial.state != TrialState::running) continue;
    double speed = speed_of(trial.worker, trial.id);
    const auto last = last_of.find(trial.worker);
    if (speed == 0.0 && last != last_of.end()) speed = speed_of(trial.worker, last->second->id);
    sum += speed;
  }
  return sum;
}

StudyPicture StudyWatch::look() {
  StudyPicture picture;
  picture.name = study_.name;
  picture.expected = expected_;
  const std::vector<Trial> trials = store_.trials(study_.id);
  for (const Trial& trial : trials) count(trial, picture);
  picture.items_per_second = items_per_second(trials);
  picture.unit = unit_;
  picture.best = best_of(trials);
  if (expected_ > 0) picture.proposed = std::ssize(store_.proposals(study_.id));

  const double speed = steps_per_second(trials) * static_cast<double>(picture.running.size());
  const double left = steps_left(trials) + steps_to_propose(trials, picture);
  if (speed > 0.0) picture.seconds_left = left / speed;
  return picture;
}

}  // namespace actlab::studies
