#include <actlab/training/chosen_steps.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include <actlab/core/base/error.h>

namespace actlab::training {
namespace {

std::optional<std::int64_t> whole_number(std::string_view word) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size() || number < 0) return {};
  return number;
}

// "0,10,100"; nothing where one of them is no number.
std::vector<std::int64_t> numbers(std::string_view list) {
  std::vector<std::int64_t> result;
  while (true) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const auto number = whole_number(list.substr(0, comma));
    if (!number) return {};
    result.push_back(*number);
    if (comma == list.size()) return result;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

ChosenSteps ChosenSteps::parse(const std::string& flag, const std::string& words) {
  ChosenSteps steps;
  if (words.empty() || words == "off") return steps;
  const std::string_view given = words;
  if (given.starts_with("every=")) steps.every_ = whole_number(given.substr(6)).value_or(0);
  if (given.starts_with("at=")) steps.at_ = numbers(given.substr(3));
  if (steps.empty()) {
    throw UsageError(text(
        "[config] --", flag,
        " needs steps: every=N with N from 1, or at=N,N,... from 0; or off; got \"", words, "\""));
  }
  std::ranges::sort(steps.at_);
  return steps;
}

bool ChosenSteps::contains(std::int64_t step) const {
  if (every_ == 0) return std::ranges::binary_search(at_, step);
  std::int64_t every = every_;
  while (step / every >= kChosenAtFullRate) every *= 2;
  return step % every == 0;
}

}  // namespace actlab::training
