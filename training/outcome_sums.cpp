#include <actlab/training/outcome_sums.h>

#include <algorithm>

namespace actlab::training {

void OutcomeSums::add(double batch_loss, const Outcome& outcome) {
  loss += batch_loss * static_cast<double>(outcome.items);
  items += outcome.items;
  for (const auto& [name, sum] : outcome.sums) {
    const auto named = [&wanted = name](const auto& other) { return other.first == wanted; };
    const auto found = std::ranges::find_if(others, named);
    if (found == others.end()) {
      others.emplace_back(name, sum);
    } else {
      found->second += sum;
    }
  }
}

Measures OutcomeSums::means() const {
  const auto mean = [&](double sum) { return items > 0 ? sum / static_cast<double>(items) : 0.0; };
  Measures result{{"loss", mean(loss)}};
  for (const auto& [name, sum] : others) result.emplace_back(name, mean(sum));
  return result;
}

}  // namespace actlab::training
