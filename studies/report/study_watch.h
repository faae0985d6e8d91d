// What a study looks like now: for the live view, and for one glance.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <actlab/studies/store/store.h>

namespace actlab::studies {

struct RunningTrial {
  std::string worker;
  std::string formula;
  std::int64_t seed = 0;
  std::int64_t step = 0;
  std::int64_t budget = 0;
  double lease_left = 0.0;  // seconds; not above 0: the worker is lost
};

struct StudyPicture {
  std::string name;
  std::map<TrialState, std::int64_t> counts;
  std::int64_t diverged = 0;
  std::int64_t expected = 0;             // proposals in all; 0: unknown
  std::optional<std::int64_t> proposed;  // of a search
  std::vector<Trial> best;               // highest budget first, then reward
  std::vector<double> rewards;           // of the lowest rung, in number order
  std::vector<RunningTrial> running;
  double items_per_second = 0.0;  // of all workers together; 0: unknown
  std::string unit = "images";    // what the items are
  std::optional<double> seconds_left;
  double seconds = 0.0;  // of training, all workers together
};

// Looks at a study again and again; remembers what it need not ask twice.
class StudyWatch {
 public:
  StudyWatch(TrialStore& store, const Study& study) : store_(store), study_(study) {}

  void expect(std::int64_t proposals) { expected_ = proposals; }
  StudyPicture look();

 private:
  double speed_of(const std::string& worker, std::int64_t trial);
  double items_per_second(const std::vector<Trial>& trials);

  TrialStore& store_;
  const Study study_;
  std::int64_t expected_ = 0;
  std::map<std::string, double> speed_;  // last known items a second of each worker
  std::string unit_ = "images";
};

}  // namespace actlab::studies
