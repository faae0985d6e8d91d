// Steps of a run that a person has chosen: "every=100" or "at=0,10,100".
//
// A step is counted by the updates before it: 0 is the start, and the end of the run may be chosen
// as well. So that what is written then does not grow with the run for ever, every=N means every N
// for the first kChosenAtFullRate of them, and doubles whenever the run has become twice as long.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace actlab::training {

inline constexpr std::int64_t kChosenAtFullRate = 1000;

class ChosenSteps {
 public:
  ChosenSteps() = default;  // none
  // Throws UsageError naming the flag for any other text; "off" and empty text choose none.
  static ChosenSteps parse(const std::string& flag, const std::string& words);

  bool empty() const { return every_ == 0 && at_.empty(); }
  bool is_list() const { return !at_.empty(); }
  bool contains(std::int64_t step) const;
  // Of a list; 0 where there is none.
  std::int64_t last() const { return at_.empty() ? 0 : at_.back(); }

 private:
  std::int64_t every_ = 0;
  std::vector<std::int64_t> at_;  // sorted
};

}  // namespace actlab::training
